"""The amounts due for each month under agreed prices, computed apart from the warehouse.

A price is spread over the days of its own year in whole pence, and pence left over go to the
largest remainders. The payers' shares are taken of the year's amount, then each share is spread.
Prices for fewer than 52 weeks are spread over school days only.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from synthetic.authority import HORIZON
from synthetic.cases.placements import Cost, Placement

FIRST_MONTH, LAST_MONTH = date(2024, 4, 1), date(2027, 3, 1)
# The first and last school day of the months that are not term time throughout.
TERM_BEGINS, TERM_ENDS = {1: 4, 4: 15}, {7: 22, 8: 0, 12: 20}


class Due(NamedTuple):
    """The pence due for one month: education's share and the whole price."""

    education: int
    whole: int


DueByMonth = dict[date, Due]  # by the first day of the month


def due_under_price(cost: Cost, last: date | None) -> DueByMonth:
    """Return what is due for each month of the ledger's years; `last` is the price's last day."""
    first_month = 9 if cost.price_basis == "academic_year" else 4
    school_days = cost.price_basis == "weekly" and cost.weeks != "52"
    found: DueByMonth = {}
    for year in range(FIRST_MONTH.year - 1, LAST_MONTH.year):
        begins = date(year, first_month, 1)
        ends = date(year + 1, first_month, 1) - timedelta(days=1)
        days = _days_by_month(max(cost.start, begins), min(last or ends, ends), school_days)
        if any(days.values()):
            found |= _spread(cost, days, _days_of_year(begins, ends, school_days))
    return {
        month: due
        for month, due in sorted(found.items())
        if FIRST_MONTH <= month <= LAST_MONTH and any(due)
    }


def _spread(cost: Cost, days: dict[date, int], days_in_year: int) -> DueByMonth:
    """Divide the amount for some days of a year among the payers, and each share among months."""
    whole = part_of(cost.pence, sum(days.values()), days_in_year)
    shares = _divided(whole, [int(Decimal(share) * 100) for share in cost.shares])
    payers = [_divided(share, list(days.values())) for share in shares]
    return {
        month: Due(payers[0][place], sum(payer[place] for payer in payers))
        for place, month in enumerate(days)
    }


def part_of(pence: int, numerator: int, denominator: int) -> int:
    """Return a part of an amount of zero or more, with half a penny rounded up."""
    return (2 * pence * numerator + denominator) // (2 * denominator)


def _divided(whole: int, weights: list[int]) -> list[int]:
    """Divide pence in proportion to weights; the largest remainders get the pence left over."""
    divided = [divmod(whole * weight, sum(weights)) for weight in weights]
    parts = [part for part, _ in divided]
    by_remainder = sorted(range(len(parts)), key=lambda n: (-divided[n][1], n))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return parts


@cache
def _days_of_year(begins: date, ends: date, school_days: bool) -> int:
    return sum(_days_by_month(begins, ends, school_days).values())


def _days_by_month(first: date, last: date, school_days: bool) -> dict[date, int]:
    """Count the days from first to last by month, all days or school days only."""
    days: dict[date, int] = {}
    month = first.replace(day=1)
    while month <= last:
        begins, ends = month, month_end(month)
        if school_days:
            begins = month.replace(day=TERM_BEGINS.get(month.month, 1))
            ends = month + timedelta(days=TERM_ENDS.get(month.month, ends.day) - 1)
        days[month] = max(0, (min(last, ends) - max(first, begins)).days + 1)
        month = next_month(month)
    return days


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return month_end(month) + timedelta(days=1)


def due_for_placement(placement: Placement, known_on: date = HORIZON) -> DueByMonth:
    """Return what is due for each month, with the placement's end as known on a day."""
    found: DueByMonth = {}
    for cost in placement.costs:
        ends = [day for day in (cost.end, last_day(placement, known_on)) if day]
        for month, due in due_under_price(cost, min(ends, default=None)).items():
            before = found.get(month, Due(0, 0))
            found[month] = Due(before.education + due.education, before.whole + due.whole)
    return found


def last_day(placement: Placement, known_on: date = HORIZON) -> date | None:
    """Return the last day of a placement or its plan; None where it is not known on a day."""
    ceases = placement.plan.ceases
    ends = [placement.leaves] if placement.leaves and placement.leaves <= known_on else []
    if ceases and ceases <= known_on:
        ends.append(ceases - timedelta(days=1))
    return min(ends, default=None)


def price_of(placement: Placement, month: date) -> Cost:
    """Return the latest price of a placement that begins by the end of a month."""
    return max(
        (cost for cost in placement.costs if cost.start <= month_end(month)),
        key=lambda cost: cost.start,
    )


def is_part_month(placement: Placement, month: date, latest: int) -> bool:
    """Return whether a placement ends within a month, or begins in it after its `latest` day."""
    begins, ends = placement.costs[0].start, last_day(placement)
    begins_within = begins.replace(day=1) == month and begins.day > latest
    ends_within = ends is not None and ends.replace(day=1) == month and ends < month_end(month)
    return begins_within or ends_within


def is_jointly_funded(placement: Placement) -> bool:
    """Return whether social care or health pay a share of any price of a placement."""
    return any(cost.shares[0] != "100" for cost in placement.costs)
