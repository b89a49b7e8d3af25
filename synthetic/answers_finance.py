"""The true answers of the reconciliation: what a night has to find, of the placements that get
through, as far as invoices were posted by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from synthetic.accounts import FINANCIAL_YEARS, OTHERS
from synthetic.extracts import Row
from synthetic.files import pounds
from synthetic.invoices import Invoices
from synthetic.ledger import financial_year_start
from synthetic.placements import Placement
from synthetic.prices import owed

DEFINITIONS = {
    "reconciliation": "every difference of a placement in the ledger's financial years, and every "
    "line that pays for none from an account for placements; pounds as text, positive where the "
    "ledger has more. Placements that are quarantined on the last night are left out: none of them "
    "has a price. timing is: late invoices, twelfths and thirds of a price against its days, the "
    "latest month not yet billed, a penny of rounding once a child's leaving is known. "
    "other_accounts: accounts of the high needs block whose lines are for no placement.",
}


def reconciliation_answers(
    invoices: Invoices,
    placements: list[Placement],
    through: dict[str, list[Row]],
    night: date,
) -> dict[str, Any]:
    """Return the differences that a night's reconciliation must show."""
    priced = {row["placement_id"] for row in through["placement_costs"]}
    priced &= {row["placement_id"] for row in through["placements"]}
    paid: defaultdict[str, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for each in invoices.paid:
        if each.posted <= night.isoformat():
            paid[each.placement_id][each.month] += each.pence
    differences = [
        difference
        for stay in placements
        if stay.placement_id in priced
        for difference in _of_a_stay(invoices, stay, paid[stay.placement_id], night)
    ]
    return {
        "other_accounts": [
            f"{each.cost_centre}/{each.subjective}"
            for each in OTHERS
            if each.dsg_block == "high_needs"
        ],
        "differences": differences + list(_of_lines(invoices, night)),
    }


def _of_a_stay(
    invoices: Invoices, stay: Placement, paid: dict[date, int], night: date
) -> Iterator[dict[str, Any]]:
    due = owed(stay, night)
    for month in sorted(due.keys() | paid.keys()):
        pence = paid.get(month, 0) - due.get(month, (0, 0))[0]
        wrong = invoices.wrong.get((stay.placement_id, financial_year_start(month)), "timing")
        if pence and month <= night:
            yield _told(wrong, month, pence) | {"placement_id": stay.placement_id}


def _of_lines(invoices: Invoices, night: date) -> Iterator[dict[str, Any]]:
    for kind, line in invoices.for_nobody:
        month = date.fromisoformat(line.posting_date)
        if month <= night:
            named = f"{line.journal_id}/{line.line_number}"
            yield _told(kind, month, line.pence) | {"journal_line": named}


def _told(kind: str, month: date, pence: int) -> dict[str, Any]:
    return {
        "class": kind,
        "financial_year": FINANCIAL_YEARS[financial_year_start(month)],
        "financial_period": (month.month - 4) % 12 + 1,
        "amount": pounds(pence),
        "placement_id": None,
        "journal_line": None,
    }
