"""An erasure empties the references of a person's invoices; the lines and their amounts stay."""

import json
from decimal import Decimal

import pytest

from tests.ingest import shapes
from tests.ingest.planted import erased, send_a_night, traces

pytestmark = pytest.mark.slow

LEDGER = "312/finance_ledger/transactions__2026-11-20.csv"
RAW = "'{raw}/finance_ledger/transactions/312/*.parquet'"
INVOICES = (
    shapes.line(101, reference="S-PLANTED-1/0526"),
    shapes.line(102, "250.00", reference="S-PLANTED-1"),
    shapes.line(103, "9.99", reference="S1/0526"),
)


@pytest.fixture
def invoiced(installation):
    send_a_night(installation, "2026-11-20")
    installation.send(LEDGER, shapes.transactions(5, *INVOICES))
    claims = {"rows": 8, "totals": {"amount": "859.99"}}
    control = installation.home / "landing" / LEDGER.replace(".csv", ".control.json")
    control.write_text(json.dumps(claims))
    assert installation.load()[LEDGER].outcome == "accepted"
    return installation


def test_a_line_keeps_its_amount_and_loses_its_reference(invoiced):
    result = erased(invoiced)
    assert result.references == 2
    assert ("finance_ledger", "transactions") not in result.rows
    receipt = invoiced.load()[LEDGER]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 8)
    assert traces(invoiced) == set()
    assert invoiced.rows(
        f"select line_number, reference is null, reference_key is null, amount from {RAW} "
        "where line_number > 100 order by 1"
    ) == [
        (101, True, True, Decimal("100.00")),
        (102, True, True, Decimal("250.00")),
        (103, False, False, Decimal("9.99")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_rewritten_line_keeps_its_line_end(installation, end):
    send_a_night(installation, "2026-11-20")
    sent = shapes.transactions(3, *INVOICES).replace("\n", end)
    installation.send(LEDGER, sent.encode())
    installation.load()
    erased(installation)
    assert installation.load()[LEDGER].rows_accepted == 6
    kept = [
        each.read_bytes() for each in (installation.home / "landing/.received/redacted").iterdir()
    ]
    assert sent.replace("S-PLANTED-1/0526", "").replace("S-PLANTED-1", "").encode() in kept


def test_the_reference_of_a_later_invoice_is_emptied(invoiced):
    erased(invoiced)
    invoiced.load()
    later = LEDGER.replace("20.csv", "21.csv")
    invoiced.send(later, shapes.transactions(0, shapes.line(201, reference="S-PLANTED-1/0626")))
    assert invoiced.load()[later].rows_accepted == 1
    assert traces(invoiced) == set()


def test_a_malformed_line_that_names_the_placement_is_deleted(installation):
    send_a_night(installation, "2026-11-20")
    installation.send(LEDGER, shapes.transactions(40, "J9,9,2026-27,S-PLANTED-1/0526"))
    assert installation.load()[LEDGER].outcome == "rejected"  # no pound may be lost
    erased(installation)
    assert installation.load()[LEDGER].outcome == "accepted"
    assert traces(installation) == set()
