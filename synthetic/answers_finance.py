"""The true answers of the reconciliation: what was planted, as far as it was posted by a night."""

from __future__ import annotations

from datetime import date
from typing import Any

from synthetic.extracts import Row
from synthetic.files import pounds
from synthetic.invoices import YEAR, Difference, Invoices, posted_by

DEFINITIONS = {
    "reconciliation": "differences of 2026-27, pounds as text, positive where the ledger has more; "
    "invoiced: placements with an invoice of that year, all others have none. Placements that are "
    "quarantined on the last night are left out.",
}


def reconciliation_answers(
    invoices: Invoices, through: dict[str, list[Row]], night: date
) -> dict[str, Any]:
    """Return the differences that a night's reconciliation must show."""
    posted = list(posted_by(invoices.lines, night))
    latest = max((line.period for line in posted), default=0)
    stays = {row["placement_id"] for row in through["placements"]}
    priced = {row["placement_id"] for row in through["placement_costs"]}
    return {
        "financial_year": YEAR,
        "invoiced": sorted(invoices.invoiced & stays & priced),
        "differences": [
            _told(each)
            for each in invoices.differences
            if each.period <= latest
            and (not each.placement_id or each.placement_id in stays & priced)
        ],
    }


def _told(difference: Difference) -> dict[str, Any]:
    return {
        "class": difference.kind,
        "placement_id": difference.placement_id or None,
        "journal_line": difference.journal_line or None,
        "financial_period": difference.period,
        "amount": pounds(difference.pence),
    }
