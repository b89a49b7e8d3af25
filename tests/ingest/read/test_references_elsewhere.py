"""Invoices refer to decisions of the joint panel, which another source sends."""

import pytest

from tests.ingest.more_rows import text

pytestmark = pytest.mark.slow

INVOICES = "205/finance_ledger/contributions__2026-11-20.csv"
DECISIONS = "205/case_system/panel_decisions__2026-11-{}.csv"
UNKNOWN = "decision_id: not among the panel_decisions"


def invoices(**changes: str) -> str:
    return text("finance_ledger/contributions", 40, {"n": "new", "decision_id": "D900"} | changes)


def decisions(*more: str) -> str:
    return text("case_system/panel_decisions", 40, *({"n": each} for each in more))


def test_without_decisions_no_invoice_is_lost(installation):
    installation.send(INVOICES, invoices())
    receipt = installation.load()[INVOICES]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 41)
    assert "decision_id was not checked: no panel_decisions" in str(receipt.findings)


def test_an_invoice_of_no_decision_is_quarantined_until_the_decision_comes(installation):
    installation.send(DECISIONS.format("20"), decisions())
    installation.send(INVOICES, invoices())
    receipt = installation.load()[INVOICES]
    assert (receipt.outcome, receipt.rows_quarantined) == ("accepted_with_rejects", 1)
    assert f"{UNKNOWN} accepted so far: 1 row(s)" in receipt.findings[0]
    corrected = DECISIONS.format("20__v2")
    installation.send(corrected, decisions("900"))
    loaded = installation.load()
    assert list(loaded) == [corrected, INVOICES]
    assert (loaded[INVOICES].outcome, loaded[INVOICES].rows_accepted) == ("accepted", 41)
    assert installation.load() == {}


def test_decisions_that_come_after_the_invoices_are_compared_the_next_time(installation):
    installation.send(INVOICES, invoices())
    installation.load()
    installation.send(DECISIONS.format("20"), decisions())
    assert installation.load()[INVOICES].rows_quarantined == 1


def test_an_invoice_that_is_newer_than_the_decisions_is_kept(installation):
    installation.send(DECISIONS.format("18"), decisions())
    newer = {"raised_date": "2026-11-19", "received_date": "", "received_amount": ""}
    installation.send(INVOICES, invoices(**newer))
    receipt = installation.load()[INVOICES]
    assert receipt.outcome == "accepted"
    assert f"{UNKNOWN}, which are of an earlier date: 1 row(s), kept" in receipt.findings
