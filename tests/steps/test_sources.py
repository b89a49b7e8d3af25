"""The steps of a source as its DAG calls them, without Airflow."""

from datetime import date

import duckdb
import pytest

from commands.night import runner
from ingest.reload_request import ReloadRequest
from steps import all_loaded, dates, expected_files, lock, marts, sources
from steps.dbt import build
from steps.reporting import StepFailed
from tests import invented
from tests.ingest import shapes

PERSONS = "312/case_system/persons__2026-11-16.csv"
BAD = "205/finance_ledger/transactions__2026-11-20.csv"


def arrival(la_code, dataset, business_date, wave=0):
    return invented.arrival(
        la_code=la_code,
        dataset=dataset,
        business_date=business_date,
        wave=wave,
        load_id=f"{la_code}{business_date}",
    )


def test_an_authority_loads_what_others_refer_to_first_and_then_by_date():
    files = [
        arrival("312", "requests", "2026-11-19", wave=1),
        arrival("312", "persons", "2026-11-20", wave=0),
        arrival("205", "requests", "2026-11-20", wave=1),
        arrival("312", "persons", "2026-11-19", wave=0),
    ]
    loaded = [
        [f"{each.la_code} {each.dataset} {each.business_date}" for each in one]
        for one in sources.by_authority(files)
    ]
    assert loaded == [
        ["205 requests 2026-11-20"],
        ["312 persons 2026-11-19", "312 persons 2026-11-20", "312 requests 2026-11-19"],
    ]


def test_a_fault_at_one_file_ends_no_other_and_is_raised(installation, monkeypatch):
    seen = []

    def load_file(file):
        seen.append(file.dataset)
        if file.dataset == "persons":
            raise KeyError("Alice Example")

    monkeypatch.setattr(sources, "load_arrival", load_file)
    with pytest.raises(KeyError):
        sources.load_arrivals(
            [arrival("312", "persons", "2026-11-20"), arrival("312", "plans", "2026-11-20")]
        )
    assert seen == ["persons", "plans"]


def test_a_folder_of_other_files_gets_few_tasks_and_hides_no_other_authority(installation, caplog):
    caplog.set_level("INFO")
    for number in range(25):
        installation.send(f"312/finance_ledger/scan {number:02}.pdf", "x")
    installation.send(BAD, "x")
    taken = sources.register_arrivals("finance_ledger", "2026-11-20")
    sources.load_arrivals(taken)
    shown = [each.la_code for each in sources.rejected_among(taken)]
    assert shown == ["205", *["312"] * 20]
    assert "312: 5 more rejected files without a task" in caplog.text
    with pytest.raises(StepFailed, match="26 files of 26 not loaded"):
        all_loaded.check("finance_ledger", taken)


def test_a_rejected_file_does_not_end_its_series(installation):
    bad, good = (f"205/finance_ledger/transactions__2026-11-{day}.csv" for day in (19, 20))
    installation.send(bad, "")
    installation.send(good, shapes.transactions())
    series = sources.register_arrivals("finance_ledger", None)
    sources.load_arrivals(series)
    [rejected] = sources.rejected_among(series)
    [why] = sources.unresolved("finance_ledger", rejected)
    assert why.startswith(f"REJECTED landing/{bad} is empty")
    with pytest.raises(StepFailed, match="1 file of 2 not loaded") as failed:
        all_loaded.check("finance_ledger", series)
    assert good not in str(failed.value)


def test_a_rejection_fails_every_night_until_it_is_replaced_or_removed(installation):
    bad = installation.send(BAD, "")
    sources.load_arrivals(sources.register_arrivals("finance_ledger", None))
    assert sources.register_arrivals("finance_ledger", None) == []
    with pytest.raises(StepFailed, match="1 file rejected before") as failed:
        all_loaded.check("finance_ledger", [])
    assert f"REJECTED landing/{BAD} is empty" in str(failed.value)
    all_loaded.check("case_system", [])
    moved = bad.rename(bad.with_name("away.part"))
    all_loaded.check("finance_ledger", [])
    moved.rename(bad)
    installation.send(BAD.replace(".csv", "__corrected.csv"), shapes.transactions())
    corrected = sources.register_arrivals("finance_ledger", None)
    sources.load_arrivals(corrected)
    all_loaded.check("finance_ledger", corrected)


def test_a_rejection_that_is_repeated_after_a_good_delivery_is_no_news(installation):
    """The bad file is loaded again in the night of the good one, and nothing of it is left to do;
    before that night it is red."""
    installation.send(BAD, "")
    bad = sources.register_arrivals("finance_ledger", None)
    sources.load_arrivals(bad)
    assert sources.rejected_among(bad) == bad
    installation.send(BAD, shapes.transactions())
    asked_for = ReloadRequest("205", None, None, None, with_rejects_only=True)
    again = sources.register_arrivals("finance_ledger", None, asked_for)
    sources.load_arrivals(again)
    rejected = [each for each in sources.receipts_of(again).values() if each.is_rejected]
    assert [each.load_id for each in rejected] == [bad[0].load_id]
    assert sources.rejected_among(again) == []
    assert sources.unreplaced(rejected) == []
    all_loaded.check("finance_ledger", again)


@pytest.mark.parametrize(
    ("path", "content", "left"),
    [
        (BAD, shapes.transactions(), 0),
        (BAD.replace(".csv", "__corrected.csv"), shapes.transactions(), 0),
        (BAD, "journal_id\n", 1),
    ],
)
def test_what_lies_in_landing_now_is_loaded_in_place_of_a_rejected_file(
    installation, path, content, left
):
    installation.send(BAD, "")
    files = sources.register_arrivals("finance_ledger", None)
    sources.load_arrivals(files)
    installation.send(path, content)
    sources.load_pending("finance_ledger", None, "205")
    assert len(sources.unresolved("finance_ledger", files[0])) == left
    all_loaded.check("case_system", files, is_repeated=True)
    with pytest.raises(StepFailed, match="1 file of 1 not loaded"):
        all_loaded.check("case_system", files)


def test_the_next_accepted_extract_replaces_a_rejected_one_but_new_lines_do_not(installation):
    for path, content in {
        "205/case_system/persons__2026-11-19.csv": "",
        "205/case_system/persons__2026-11-20.csv": shapes.persons(),
        "205/finance_ledger/transactions__2026-11-19.csv": "",
        "205/finance_ledger/transactions__2026-11-20.csv": shapes.transactions(),
    }.items():
        installation.send(path, content)
    installation.load()
    all_loaded.check("case_system", [])
    with pytest.raises(StepFailed, match=r"transactions__2026-11-19\.csv is empty"):
        all_loaded.check("finance_ledger", [])


def test_a_file_without_a_receipt_is_a_failure(installation):
    installation.send("205/finance_ledger/transactions__2026-11-20.csv", shapes.transactions())
    with pytest.raises(StepFailed, match="not loaded, its task did not finish"):
        all_loaded.check("finance_ledger", sources.register_arrivals("finance_ledger", None))


def test_a_file_that_is_not_loaded_again_as_chosen_is_a_failure_though_it_has_a_receipt(
    installation,
):
    installation.send("205/finance_ledger/transactions__2026-11-20.csv", shapes.transactions())
    installation.load()
    again = sources.register_arrivals("finance_ledger", None, ReloadRequest(la_code="205"))
    with pytest.raises(StepFailed, match="not loaded, its task did not finish"):
        all_loaded.check("finance_ledger", again)
    sources.load_arrivals(again)
    all_loaded.check("finance_ledger", again)


def test_held_back_and_withheld_authorities_fail_the_run_by_name(installation, monkeypatch):
    row = "312 fct_ledger_equals_trial_balance: 1 row: financial_period 2, ledger_gbp 27364.00"

    def failing_rows_of(home, la_code):
        assert lock.descriptors(home)  # no build has the warehouse open
        return [row]

    monkeypatch.setattr(build, "failing_rows_of", failing_rows_of)
    marts.check_held_back([], [])
    with pytest.raises(StepFailed, match=rf"(?s)Held back.* 312.*\n{row}"):
        marts.check_held_back(["312"], [])
    with pytest.raises(StepFailed, match="Left out of published/open and published/pages: 313"):
        marts.check_held_back([], ["313"])


def test_without_any_date_the_message_names_the_option(installation):
    with pytest.raises(StepFailed, match="send night --date"):
        dates.reporting_date(None)


def test_a_mistyped_year_in_a_file_name_does_not_move_the_night(installation, monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: date(2026, 11, 22))
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.send("312/case_system/persons__2027-11-20.csv", shapes.persons(3))
    assert dates.reporting_date(None) == "2026-11-20"
    # Given on purpose, the later date is one: a file is about it.
    assert dates.reporting_date("2027-11-20") == "2027-11-20"


def test_a_night_says_which_files_wait_for_a_later_one(installation):
    for day in ("2026-11-20", "2026-11-30"):
        installation.send(f"312/case_system/persons__{day}.csv", shapes.persons(3))
    sources.register_arrivals("case_system", "2026-11-20")
    assert runner._left_waiting(installation.home, "2026-11-30") == []
    [waiting] = runner._left_waiting(installation.home, "2026-11-20")
    assert waiting == (
        "Not loaded: 1 file of a date after 2026-11-20, for `send night --date`: "
        "landing/312/case_system/persons__2026-11-30.csv"
    )


def test_the_files_to_load_again_are_the_same_after_airflow_has_stored_them():
    chosen = ReloadRequest(
        "205", "persons", date(2026, 11, 1), date(2026, 11, 20), with_rejects_only=True
    )
    assert ReloadRequest.from_json(chosen.to_json()) == chosen
    assert ReloadRequest.from_json({}) == ReloadRequest()


def test_a_build_reads_the_expected_files_of_its_own_night(installation, monkeypatch):
    """`send as-known` may have written those of another date since the run began."""
    installation.send(PERSONS, shapes.persons(5))
    installation.load()
    expected_files.write("2026-11-16")
    found = []

    def due_dates(home, as_at):
        assert lock.descriptors(home)  # nobody writes them between here and dbt
        due = str(home / "receipts" / "due.parquet")
        found.extend(duckdb.execute("select due_date from read_parquet($1)", [due]).fetchall())
        return as_at

    monkeypatch.setattr(build, "build", due_dates)
    marts.build("2026-11-17", "2026-11-18")
    assert max(found) == (date(2026, 11, 18),)
