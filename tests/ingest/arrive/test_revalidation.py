"""Which loaded files are loaded again, from the stored bytes: rejections after a change of contract
or rules, and the files that `send replay` and `send backfill` select."""

import datetime as dt
from dataclasses import replace

import pytest

from expectations import suites
from ingest.register import receipts
from ingest.reload_request import ReloadRequest
from steps import sources
from tests.ingest import shapes

pytestmark = pytest.mark.slow

PERSONS = "205/case_system/persons__2026-11-{}.csv"
REQUESTS = "312/case_system/requests__2026-11-20.csv"
LEDGER = "205/finance_ledger/transactions__2026-11-{}.csv"
UNKNOWN_OUTCOME = shapes.request(90).replace(",Y,", ",Agreed,")


def revalidate(source, reload):
    """Load again what `send replay` or `send backfill` selects; return the outcomes by file."""
    found = sources.register_arrivals(source, None, reload)
    return {each.file_path: sources.load_arrival(each).outcome for each in found}


def test_a_replay_loads_quarantined_rows_after_the_contract_was_corrected(installation, overlay):
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons(99))
    file = installation.send(REQUESTS, shapes.requests(40, UNKNOWN_OUTCOME))
    before = installation.load()[REQUESTS]
    assert (before.outcome, before.rows_quarantined) == ("accepted_with_rejects", 1)
    overlay("case_system/requests.312.yml", "columns: {request_outcome: {code_map: {Agreed: Y}}}\n")
    assert installation.load() == {}, "an accepted file is revalidated on request only"
    file.unlink()  # its bytes are stored
    replay = ReloadRequest(la_code="312", with_rejects_only=True)
    assert revalidate("case_system", replay) == {REQUESTS: "accepted"}
    [after] = [r for r in receipts.read_all(installation.home).values() if r.dataset == "requests"]
    assert (after.load_id, after.rows_accepted) == (before.load_id, 41)
    assert installation.rows("select count(*) from '{raw}/case_system/requests/312/*.parquet'") == [
        (41,)
    ]
    assert not list((installation.home / "quarantine" / "312").glob("*"))
    assert revalidate("case_system", replay) == {}


def test_a_rejection_is_revalidated_when_a_contract_of_its_source_changes(installation, overlay):
    path = "312/case_system/persons__2026-11-20.csv"
    installation.send(path, shapes.persons().replace("birth_date", "born"))
    assert installation.load()[path].outcome == "rejected"
    assert installation.load() == {}
    overlay("case_system/requests.312.yml", "columns: {request_id: {aliases: [Ref]}}\n")
    assert [r.outcome for r in installation.load().values()] == ["rejected"]
    assert installation.load() == {}
    overlay("case_system/persons.312.yml", "columns: {birth_date: {aliases: [born]}}\n")
    assert [r.outcome for r in installation.load().values()] == ["accepted"]


def test_a_rejection_is_revalidated_when_the_rules_of_gate_1_change(installation, monkeypatch):
    installation.send(LEDGER.format(20), "")
    installation.load()
    assert sources.register_arrivals("finance_ledger", None) == []
    monkeypatch.setattr(sources, "_rules", lambda: "others")
    assert [each.file_path for each in sources.register_arrivals("finance_ledger", None)] == [
        LEDGER.format(20)
    ]


def test_a_file_is_revalidated_every_night_after_an_internal_error(installation, monkeypatch):
    installation.send(PERSONS.format(20), shapes.persons())
    with monkeypatch.context() as broken:
        broken.setattr(suites, "SUITES", {})
        assert [r.outcome for r in installation.load().values()] == ["rejected"]
        assert [r.outcome for r in installation.load().values()] == ["rejected"]
    assert [r.outcome for r in installation.load().values()] == ["accepted"]


def test_a_rejected_file_that_was_removed_or_replaced_is_revalidated_on_request_only(
    installation, monkeypatch
):
    gone = installation.send(LEDGER.format(19), "")
    installation.send(LEDGER.format(20), "")
    installation.send(LEDGER.format("20__v2"), shapes.transactions())
    installation.load()
    gone.unlink()
    monkeypatch.setattr(sources, "_rules", lambda: "others")
    assert sources.register_arrivals("finance_ledger", None) == []
    replay = ReloadRequest(last=dt.date(2026, 11, 19), with_rejects_only=True)
    assert next(iter(revalidate("finance_ledger", replay))) == LEDGER.format(19)


def test_a_backfill_loads_its_dates_and_the_files_after_them_to_the_same_bytes(installation):
    for day in (18, 19, 20):
        installation.send(PERSONS.format(day), shapes.persons(20 + day))
        installation.send(LEDGER.format(day), shapes.transactions(day))
    installation.load()
    before = installation.files()
    day = dt.date(2026, 11, 19)
    backfill = ReloadRequest(la_code="205", first=day, last=day)
    assert revalidate("case_system", backfill) == {
        PERSONS.format(19): "accepted",
        PERSONS.format(20): "accepted",
    }
    assert revalidate("finance_ledger", replace(backfill, dataset="budgets")) == {}
    assert revalidate("case_system", replace(backfill, la_code="312")) == {}
    assert installation.files() == before


def test_a_pending_revalidation_keeps_the_earlier_result_until_it_is_loaded(installation):
    installation.send(PERSONS.format(20), shapes.persons())
    installation.load()
    before = installation.files()
    [pending] = sources.register_arrivals("case_system", None, ReloadRequest(la_code="205"))
    assert installation.files() == before
    assert [each.load_id for each in sources.register_arrivals("case_system", None)] == [
        pending.load_id
    ]
