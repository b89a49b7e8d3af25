"""Replay and backfill from the bytes kept; a rejection stands until what judges it changes."""

import pytest

from expectations import suites
from ingest import contracts
from ingest.register import receipts
from steps import sources
from tests.ingest import shapes

PERSONS = "205/case_system/persons__2026-11-{}.csv"
REQUESTS = "312/case_system/requests__2026-11-20.csv"
LEDGER = "205/finance_ledger/transactions__2026-11-{}.csv"
NOT_THEIRS = shapes.request(90).replace(",Y,", ",Agreed,")


def judge_again(installation, source, again):
    """What `make replay` and `make backfill` ask of the DAGs; the outcomes by file."""
    found = sources.take_in(source, None, again)
    return {each.file_path: sources.load_file(each)["outcome"] for each in found}


def test_a_replay_puts_quarantined_rows_right_once_the_contract_knows_them(installation, overlay):
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons(99))
    file = installation.send(REQUESTS, shapes.requests(40, NOT_THEIRS))
    before = installation.load()[REQUESTS]
    assert (before.outcome, before.rows_quarantined) == ("accepted_with_rejects", 1)
    overlay("case_system/requests.312.yml", "columns: {request_outcome: {code_map: {Agreed: Y}}}\n")
    assert installation.load() == {}, (
        "what was accepted is judged again only where that is asked for"
    )
    file.unlink()  # the bytes are kept
    asked = {"la_code": "312", "refused_only": True}
    assert judge_again(installation, "case_system", asked) == {REQUESTS: "accepted"}
    [after] = [r for r in receipts.read_all(installation.home).values() if r.dataset == "requests"]
    assert (after.load_id, after.rows_accepted) == (before.load_id, 41)
    assert installation.rows("select count(*) from '{raw}/case_system/requests/312/*.parquet'") == [
        (41,)
    ]
    assert not list((installation.home / "quarantine" / "312").glob("*"))
    assert judge_again(installation, "case_system", asked) == {}


def test_a_changed_contract_judges_a_rejected_file_again_by_itself(installation, overlay):
    path = "312/case_system/persons__2026-11-20.csv"
    installation.send(path, shapes.persons().replace("birth_date", "born"))
    assert installation.load()[path]["outcome"] == "rejected"
    assert installation.load() == {}
    overlay("case_system/requests.312.yml", "columns: {request_id: {aliases: [Ref]}}\n")
    assert [r.outcome for r in installation.load().values()] == ["rejected"]
    assert installation.load() == {}
    persons = contracts.FOLDER / "case_system" / "persons.312.yml"
    persons.write_text("columns: {birth_date: {aliases: [born]}}\n", "utf-8")
    contracts.of_source.cache_clear()
    assert [r.outcome for r in installation.load().values()] == ["accepted"]


def test_other_rules_judge_a_rejected_file_again(installation, monkeypatch):
    installation.send(LEDGER.format(20), "")
    installation.load()
    assert sources.take_in("finance_ledger", None) == []
    monkeypatch.setattr(walk, "_rules", lambda: "others")
    assert [each.file_path for each in sources.take_in("finance_ledger", None)] == [LEDGER.format(20)]


@pytest.mark.parametrize("fault", ["a missing suite", "a missing key"])
def test_what_the_house_is_at_fault_for_is_judged_again_every_night(
    installation, monkeypatch, fault
):
    installation.send(PERSONS.format(20), shapes.persons())
    with monkeypatch.context() as broken:
        if fault == "a missing suite":
            broken.setattr(suites, "SUITES", {})
        else:
            broken.delenv("SEND_PSEUDONYM_KEY")
        assert [r.outcome for r in installation.load().values()] == ["rejected"]
        assert [r.outcome for r in installation.load().values()] == ["rejected"]
    assert [r.outcome for r in installation.load().values()] == ["accepted"]


def test_a_rejected_file_that_was_taken_out_or_replaced_is_judged_again_only_if_asked(
    installation, monkeypatch
):
    gone = installation.send(LEDGER.format(19), "")
    installation.send(LEDGER.format(20), "")
    installation.send(LEDGER.format("20__v2"), shapes.transactions())
    installation.load()
    gone.unlink()
    monkeypatch.setattr(walk, "_rules", lambda: "others")
    assert sources.take_in("finance_ledger", None) == []
    asked = {"refused_only": True, "to": "2026-11-19"}
    assert next(iter(judge_again(installation, "finance_ledger", asked))) == LEDGER.format(19)


def test_a_backfill_loads_its_dates_and_what_stands_after_them_to_the_same_bytes(installation):
    for day in (18, 19, 20):
        installation.send(PERSONS.format(day), shapes.persons(20 + day))
        installation.send(LEDGER.format(day), shapes.transactions(day))
    installation.load()
    before = installation.files()
    asked = {"from": "2026-11-19", "to": "2026-11-19", "la_code": "205", "dataset": None}
    assert judge_again(installation, "case_system", asked) == {
        PERSONS.format(19): "accepted",
        PERSONS.format(20): "accepted",
    }
    assert judge_again(installation, "finance_ledger", asked | {"dataset": "budgets"}) == {}
    assert judge_again(installation, "case_system", asked | {"la_code": "312"}) == {}
    assert installation.files() == before


def test_what_is_opened_again_counts_as_before_until_it_is_judged(installation):
    installation.send(PERSONS.format(20), shapes.persons())
    installation.load()
    before = installation.files()
    [opened] = sources.take_in("case_system", None, {"la_code": "205"})
    assert installation.files() == before
    assert [each.load_id for each in sources.take_in("case_system", None)] == [opened.load_id]
