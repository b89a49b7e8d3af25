"""The true answers of the reconciliation: the differences that a night has to find.

Counted are the placements whose rows are accepted, and the invoices posted by the night.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TypedDict

from synthetic.cases.datasets import Extracts
from synthetic.cases.placements import Placement
from synthetic.files import pounds
from synthetic.financial_year import LEDGER_YEARS, period_of, start_year
from synthetic.ledger.accounts import OTHER_ACCOUNTS
from synthetic.ledger.billing_errors import BILLED_LATE
from synthetic.ledger.invoices import Invoices
from synthetic.ledger.prices import Due, due_for_placement

Difference = TypedDict(
    "Difference",
    {
        "class": str,
        "financial_year": str,
        "financial_period": int,
        "amount": str,
        "placement_id": str | None,
        "journal_line": str | None,
    },
)


class ReconciliationAnswers(TypedDict):
    """Accounts whose lines pay for no placement, and all differences."""

    other_accounts: list[str]
    differences: list[Difference]


def reconciliation_answers(
    invoices: Invoices, placements: list[Placement], accepted: Extracts, night: date
) -> ReconciliationAnswers:
    """Return the differences that a night's reconciliation must show."""
    priced = {row["placement_id"] for row in accepted["placement_costs"]}
    priced &= {row["placement_id"] for row in accepted["placements"]}
    paid: defaultdict[str, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for each in invoices.paid:
        if each.posted <= night.isoformat():
            paid[each.placement_id][each.month] += each.pence
    differences = [
        difference
        for placement in placements
        if placement.placement_id in priced
        for difference in _of_placement(invoices, placement, paid[placement.placement_id], night)
    ]
    return {
        "other_accounts": [
            f"{each.cost_centre}/{each.subjective}"
            for each in OTHER_ACCOUNTS
            if each.dsg_block == "high_needs"
        ],
        "differences": differences + list(_of_unmatched_lines(invoices, night)),
    }


def _of_placement(
    invoices: Invoices, placement: Placement, paid: dict[date, int], night: date
) -> Iterator[Difference]:
    """Yield a difference for each month in which more or less is paid than due."""
    due = due_for_placement(placement, night)
    for month in sorted(due.keys() | paid.keys()):
        pence = paid.get(month, 0) - due.get(month, Due(0, 0)).education
        if pence and month <= night:
            error = invoices.errors.get((placement.placement_id, start_year(month)), BILLED_LATE)
            yield _difference(error, month, pence, placement_id=placement.placement_id)


def _of_unmatched_lines(invoices: Invoices, night: date) -> Iterator[Difference]:
    for kind, line in invoices.unmatched:
        posted = date.fromisoformat(line.posting_date)
        if posted <= night:
            journal_line = f"{line.journal_id}/{line.line_number}"
            yield _difference(kind, posted, line.pence, journal_line=journal_line)


def _difference(
    kind: str,
    day: date,
    pence: int,
    placement_id: str | None = None,
    journal_line: str | None = None,
) -> Difference:
    return {
        "class": kind,
        "financial_year": LEDGER_YEARS[start_year(day)],
        "financial_period": period_of(day),
        "amount": pounds(pence),
        "placement_id": placement_id,
        "journal_line": journal_line,
    }
