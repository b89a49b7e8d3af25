"""Files of an incremental dataset about one date both count, unless one replaces the other."""

import itertools
import os

import pytest

from ingest.register import export, receipts
from tests.conftest import Installation
from tests.ingest import shapes

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-19"
EVE, MORROW = (f"205/finance_ledger/transactions__2026-11-{day}.csv" for day in (18, 20))


def lines(first: int, last: int, amount: str = "100.00") -> str:
    rows = [shapes.line(n, amount) for n in range(first, last)]
    return "\n".join([shapes.TRANSACTIONS, *rows]) + "\n"


def current(installation: Installation) -> dict[str, int]:
    """Accepted rows of each file that no other has replaced."""
    found = receipts.read_all(installation.home)
    replaced = {each for receipt in found.values() for each in receipt.supersedes}
    return {
        receipt.file_path.removeprefix(LEDGER): receipt.rows_accepted
        for load_id, receipt in found.items()
        if receipt.outcome.is_accepted and load_id not in replaced
    }


def sum_of_raw(installation: Installation, date: str) -> str:
    """The pounds of a date's files that no other has replaced."""
    found = receipts.read_all(installation.home)
    replaced = {each for receipt in found.values() for each in receipt.supersedes}
    [(total,)] = installation.rows(
        "select cast(sum(amount) as varchar) "
        "from '{raw}/finance_ledger/transactions/205/*.parquet' "
        f"where _business_date = '{date}' and _load_id not in ({str(sorted(replaced))[1:-1]})"
    )
    return total


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"__AP.csv": lines(0, 30), "__GL.csv": lines(30, 35)},
            {"__AP.csv": 30, "__GL.csv": 5},
            id="two bodies of lines",
        ),
        pytest.param(
            {"__AP.csv": lines(0, 30), "__GL.csv": lines(20, 45)},
            {"__AP.csv": 30, "__GL.csv": 15},
            id="some equal lines are duplicates",
        ),
        pytest.param(
            {"__AP.csv": lines(0, 30), "__new.csv": lines(10, 35, "99.00")},
            {"__new.csv": 25},
            id="most keys of the later file are the earlier one's",
        ),
        pytest.param(
            {"__AP.csv": lines(0, 30), "__GL.csv": lines(30, 35), "__AP__v2.csv": lines(50, 53)},
            {"__GL.csv": 5, "__AP__v2.csv": 3},
            id="a version of one of them",
        ),
        pytest.param(
            {f"__AP__v{n}.csv": lines(n, n + 3) for n in (2, 10)},
            {"__AP__v10.csv": 3},
            id="version 10 follows version 2",
        ),
        pytest.param(
            {
                "__VAT.csv": lines(0, 30),
                "__AP.csv": lines(30, 31),
                "__REPLACES_VAT.csv": lines(9, 12),
            },
            {"__AP.csv": 1, "__REPLACES_VAT.csv": 3},
            id="the name shows what it replaces",
        ),
        pytest.param(
            {".csv": lines(0, 30), "__corrected.csv": lines(60, 70)},
            {"__corrected.csv": 10},
            id="a correction of the only file",
        ),
        pytest.param(
            {"__AP.csv": lines(0, 30), "__AP amended.csv": lines(0, 12, "99.00")},
            {"__AP amended.csv": 12},
            id="a version after a space",
        ),
        pytest.param(
            {"__AP.csv": lines(0, 30), "__AP v2.csv": lines(0, 9), "__AP v10.csv": lines(0, 3)},
            {"__AP v10.csv": 3},
            id="numbered versions after a space",
        ),
        pytest.param(
            {"__AP.csv": lines(0, 30), "__AP (1).csv": lines(0, 35)},
            {"__AP (1).csv": 35},
            id="a browser's second download",
        ),
        pytest.param(
            {"__AP.csv": lines(0, 30), "__AP - Copy.csv": lines(30, 33)},
            {"__AP.csv": 30, "__AP - Copy.csv": 3},
            id="other lines under the name of a copy",
        ),
        pytest.param(
            {"__AP.csv": lines(0, 30), "__GL.csv": lines(0, 30)},
            {"__AP.csv": 30},
            id="the same bytes under another name are a duplicate",
        ),
    ],
)
def test_files_of_one_date_give_the_same_in_any_order(
    tmp_path_factory, monkeypatch, files, expected
):
    results = []
    for order in itertools.permutations(files):
        home = tmp_path_factory.mktemp("home")
        monkeypatch.setenv("SEND_HOME", str(home))
        installation = Installation(home)
        for name in order:
            installation.send(f"{LEDGER}{name}", files[name])
            installation.load()
        assert installation.load() == {}
        assert current(installation) == expected
        results.append(installation.files())
    assert all(each == results[0] for each in results)


def test_keys_of_an_earlier_date_do_not_count_as_shared(installation):
    installation.send(EVE, lines(0, 30))
    installation.send(f"{LEDGER}__AP.csv", lines(0, 40))  # ten new lines
    installation.send(f"{LEDGER}__BP.csv", lines(30, 40, "99.00"))  # the same ten, changed
    installation.load()
    assert current(installation) == {EVE: 30, "__BP.csv": 10}


def test_a_file_that_repeats_posted_lines_only_is_accepted_without_rows(installation):
    """A ledger sends all lines of the month each night, also where nothing was posted."""
    installation.send(EVE, lines(0, 10))
    installation.send(f"{LEDGER}.csv", lines(10, 20))
    installation.send(MORROW, lines(0, 20))
    receipt = installation.load()[MORROW]
    counted = (receipt.rows_read, receipt.rows_accepted, receipt.rows_duplicate)
    assert (receipt.outcome, *counted) == ("accepted", 20, 0, 20)
    assert "2000.00 of the file's 2000.00 pounds are in duplicate rows" in str(receipt.findings)


def test_the_lines_of_a_replaced_file_can_be_posted_again_later(installation):
    installation.send(f"{LEDGER}__AP.csv", lines(0, 30))
    installation.send(f"{LEDGER}__AP__v2.csv", lines(0, 10))
    installation.send(MORROW, lines(10, 30, "99.00"))
    installation.load()
    assert current(installation) == {"__AP__v2.csv": 10, MORROW: 20}


def test_a_rejected_correction_replaces_nothing(installation):
    installation.send(f"{LEDGER}__AP.csv", lines(0, 30))
    installation.send(f"{LEDGER}__AP__v2.csv", lines(0, 30, "ninety"))
    installation.load()
    assert current(installation) == {"__AP.csv": 30}


def test_a_late_correction_with_a_renamed_column_replaces_once_the_name_is_known(
    installation, overlay
):
    installation.send(f"{LEDGER}.csv", lines(0, 30))
    installation.send(MORROW, lines(30, 40))
    installation.load()
    corrected = f"{LEDGER}__corrected.csv"
    renamed = lines(0, 30, "99.00").replace(",amount\n", ",Net Value\n")
    installation.send(corrected, renamed)
    receipt = installation.load()[corrected]
    assert receipt.outcome == "rejected"
    assert "Net Value" in receipt.findings[0]
    assert "amount" in receipt.findings[0]
    assert current(installation) == {".csv": 30, MORROW: 10}
    overlay("finance_ledger/transactions.205.yml", "columns: {amount: {aliases: [Net Value]}}\n")
    installation.load()
    assert current(installation) == {"__corrected.csv": 30, MORROW: 10}
    assert sum_of_raw(installation, "2026-11-19") == "2970.00"


def test_a_correction_after_the_next_day_s_file_replaces_its_own_day_alone(installation):
    installation.send(f"{LEDGER}.csv", lines(0, 30))
    installation.load()
    installation.send(MORROW, lines(30, 40))
    installation.load()
    installation.send(f"{LEDGER}__v2.csv", lines(0, 29, "99.00"))
    installation.load()
    assert current(installation) == {"__v2.csv": 29, MORROW: 10}
    assert sum_of_raw(installation, "2026-11-19") == "2871.00"
    assert sum_of_raw(installation, "2026-11-20") == "1000.00"


def test_a_file_overwritten_under_its_name_replaces_its_earlier_content(installation):
    installation.send(f"{LEDGER}__AP.csv", lines(0, 30))
    installation.send(f"{LEDGER}__GL.csv", lines(30, 35))
    installation.load()
    file = installation.send(f"{LEDGER}__AP.csv", lines(40, 43))
    os.utime(file, (1_790_000_100, 1_790_000_100))
    installation.load()
    assert sorted(current(installation).values()) == [3, 5]


def test_a_crash_before_the_second_file_is_loaded_changes_nothing(installation, monkeypatch):
    from ingest.read.comparison import posted_lines

    installation.send(f"{LEDGER}__AP.csv", lines(0, 30))
    installation.send(f"{LEDGER}__new.csv", lines(10, 35, "99.00"))
    with monkeypatch.context() as crash:
        crash.setattr(posted_lines, "_compare", lambda *_: 1 / 0)
        crash.setattr(receipts, "write", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            installation.load()
    installation.load()
    assert current(installation) == {"__new.csv": 25}


def test_the_receipt_says_what_a_file_replaces_and_the_export_by_what_it_is_replaced(installation):
    installation.send(f"{LEDGER}__AP.csv", lines(0, 30))
    installation.send(f"{LEDGER}__AP__v2.csv", lines(0, 29))
    installation.send(f"{LEDGER}__GL.csv", lines(5, 29, "99.00"))
    loaded = installation.load()
    assert loaded[f"{LEDGER}__AP__v2.csv"].findings == (
        f"replaces landing/{LEDGER}__AP.csv (30 accepted row(s)), another version of this file; "
        "the last by name counts",
    )
    assert loaded[f"{LEDGER}__GL.csv"].findings == (
        f"replaces landing/{LEDGER}__AP__v2.csv (29 accepted row(s)), "
        "which holds more than half of this file's keys",
    )
    export.write(installation.home)
    table = installation.home / "receipts" / "receipts.parquet"
    load_ids = {path: receipt.load_id for path, receipt in loaded.items()}
    assert dict(installation.rows(f"select file_path, superseded_by from '{table}'")) == {
        f"{LEDGER}__AP.csv": load_ids[f"{LEDGER}__AP__v2.csv"],
        f"{LEDGER}__AP__v2.csv": load_ids[f"{LEDGER}__GL.csv"],
        f"{LEDGER}__GL.csv": None,
    }


def test_a_rejected_part_is_not_resolved_by_another_part(installation):
    installation.send(f"{LEDGER}__AP.csv", "nothing\n1\n")
    installation.send(f"{LEDGER}__GL.csv", lines(30, 35))
    installation.load()
    [rejected] = receipts.unreplaced_rejections(installation.home, "finance_ledger")
    assert rejected.file_path == f"{LEDGER}__AP.csv"
    installation.send(f"{LEDGER}__AP__corrected.csv", lines(0, 30))
    installation.load()
    assert receipts.unreplaced_rejections(installation.home, "finance_ledger") == []


def test_earlier_files_with_other_keys_are_not_read(installation, monkeypatch):
    """Of three earlier files, only the one that holds the line J15 can hold it."""
    from ingest.read.comparison import posted_lines

    for day, (first, last) in {"16": (10, 14), "17": (14, 18), "18": (18, 22)}.items():
        path = f"205/finance_ledger/transactions__2026-11-{day}.csv"
        installation.send(path, lines(first, last))
    installation.load()
    read = []
    compare = posted_lines._compare

    def note(home, batch, files):
        read.extend(each.business_date for each in files)
        return compare(home, batch, files)

    monkeypatch.setattr(posted_lines, "_compare", note)
    path = "205/finance_ledger/transactions__2026-11-20.csv"
    installation.send(path, lines(15, 16) + lines(30, 40).partition("\n")[2])
    receipt = installation.load()[path]
    assert (receipt.rows_accepted, receipt.rows_duplicate) == (10, 1)
    assert read == ["2026-11-17", "2026-11-18"]


@pytest.mark.parametrize("name", ["__replacement_for_2", "__Replacement of 2", "__replaces_2"])
def test_a_file_whose_name_is_of_a_replacement_replaces_that_file(installation, name):
    installation.send(f"{LEDGER}__1.csv", lines(0, 10))
    installation.send(f"{LEDGER}__2.csv", lines(10, 30))
    installation.send(f"{LEDGER}{name}.csv", lines(40, 45))
    installation.load()
    assert current(installation) == {"__1.csv": 10, f"{name}.csv": 5}
