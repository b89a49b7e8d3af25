"""An erasure removes a person's joint funding: the panel's decisions, and the invoices of finance
that name them. What is of other children stays."""

import json

import pytest

from ingest.register import arrivals
from tests.ingest.more_rows import text
from tests.ingest.planted import erased, send_a_night, table, traces

pytestmark = pytest.mark.slow

DECISIONS = "312/case_system/panel_decisions__2026-11-{}.csv"
INVOICES = "312/finance_ledger/contributions__2026-11-{}.csv"
RAW = "'{raw}/finance_ledger/contributions/312/*.parquet'"
PLANTED = ("S-PLANTED-1", "D-PLANTED", "FILE-PLANTED")
FIRST = {"n": "x", "decision_id": "D-PLANTED-1", "reference": "FILE-PLANTED-1"}
SECOND = {"n": "y", "decision_id": "D-PLANTED-2", "reference": "JP/0"}  # of another child too


def decisions(*planted):
    others = [{"n": str(n), "placement_id": "S1"} for n in range(20)]
    return text(
        "case_system/panel_decisions",
        0,
        *others,
        *({**each, "placement_id": "S-PLANTED-1"} for each in planted),
    )


def invoices(*planted, **changes):
    others = [{"n": str(n), "decision_id": f"D{n}", "amount": "100.00"} for n in range(20)]
    own = ({"n": f"own{n}", "decision_id": each} for n, each in enumerate(planted))
    return text("finance_ledger/contributions", 0, *others, *({**each, **changes} for each in own))


@pytest.fixture
def jointly_funded(installation):
    send_a_night(installation, "2026-11-20")
    installation.send(DECISIONS.format(20), decisions(FIRST, SECOND))
    file = installation.send(INVOICES.format(20), invoices("D-PLANTED-1", "D-PLANTED-2"))
    claims = {"rows": 22, "totals": {"amount": "11000.00"}}
    file.with_name(file.name.replace(".csv", ".control.json")).write_text(json.dumps(claims))
    loaded = installation.load()
    assert loaded[DECISIONS.format(20)].outcome == "accepted"
    assert loaded[INVOICES.format(20)].outcome == "accepted"
    return installation


def test_the_invoices_of_a_persons_decisions_are_removed(jointly_funded):
    assert {each.rpartition(" ")[2] for each in traces(jointly_funded, PLANTED)} == set(PLANTED)
    result = erased(jointly_funded)
    assert result.rows["finance_ledger", "contributions"] == 2
    receipt = jointly_funded.load()[INVOICES.format(20)]
    assert (receipt.outcome, receipt.rows_read, receipt.rows_accepted) == ("accepted", 20, 20)
    assert traces(jointly_funded, PLANTED) == set()
    assert jointly_funded.rows(f"select count(*), sum(amount)::int from {RAW}") == [(20, 2000)]
    assert erased(jointly_funded).files == 0


def test_what_the_panel_calls_several_childrens_cases_stays_in_the_people_map(jointly_funded):
    erased(jointly_funded)
    jointly_funded.load()
    [(references,)] = jointly_funded.rows(
        "select list(value order by value) from '{people}/312.parquet' "
        "where namespace = 'panel_reference' and value in ('JP/0', 'FILE-PLANTED-1')"
    )
    assert references == ["JP/0"]


def test_later_invoices_are_redacted_and_the_file_is_accepted(jointly_funded):
    erased(jointly_funded)
    jointly_funded.load()
    later = INVOICES.format(21)
    jointly_funded.send(later, invoices("D-PLANTED-1", "D-PLANTED-2"))
    receipt = jointly_funded.load()[later]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 20)
    assert traces(jointly_funded, PLANTED) == set()


@pytest.fixture
def invoice_before_its_decision(jointly_funded):
    """The decision of an erased person lies in landing, after the invoice that names it."""
    erased(jointly_funded)
    jointly_funded.load()
    early, late = INVOICES.format(21), DECISIONS.format(22)
    paid = {"raised_date": "2026-11-21", "received_date": "", "received_amount": ""}
    jointly_funded.send(early, invoices("D-PLANTED-3", **paid))
    assert jointly_funded.load()[early].rows_accepted == 21
    jointly_funded.send(late, decisions(FIRST | {"decision_id": "D-PLANTED-3"}))
    return jointly_funded


def test_an_invoice_that_came_before_its_decision_is_removed(invoice_before_its_decision):
    assert invoice_before_its_decision.load()[DECISIONS.format(22)].rows_accepted == 20
    invoice_before_its_decision.load()
    assert traces(invoice_before_its_decision, PLANTED) == set()
    assert invoice_before_its_decision.load() == {}


def test_a_removal_that_stops_once_the_file_counts_as_redacted_leaves_no_id(
    invoice_before_its_decision, monkeypatch
):
    amend = arrivals.amend

    def stop_after(home, record):
        amend(home, record)
        if record.file_path == INVOICES.format(21):
            raise OSError("the process is killed")

    with monkeypatch.context() as patch:
        patch.setattr(arrivals, "amend", stop_after)
        with pytest.raises(OSError, match="killed"):
            invoice_before_its_decision.load()
    invoice_before_its_decision.load()
    assert traces(invoice_before_its_decision, PLANTED) == set()


def test_a_quarantined_invoice_of_the_person_is_removed(jointly_funded):
    later = INVOICES.format(21)
    jointly_funded.send(later, invoices("D-PLANTED-1", debtor="nobody"))
    assert jointly_funded.load()[later].rows_quarantined == 1
    erased(jointly_funded)
    assert jointly_funded.load()[later].outcome == "accepted"
    assert traces(jointly_funded, PLANTED) == set()


def test_a_rejected_file_of_invoices_is_searched_by_its_words(jointly_funded):
    later = INVOICES.format(21)
    jointly_funded.send(later, table("no,such,header", "1,D-PLANTED-1,x", "2,D1,x"))
    assert jointly_funded.load()[later].outcome == "rejected"
    erased(jointly_funded)
    jointly_funded.load()
    assert traces(jointly_funded, PLANTED) == set()
