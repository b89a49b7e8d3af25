"""What agreed prices owe for each month: worked out apart from the warehouse, as its answer.

By day of the price's own year, in whole pence; pence left over go to the largest remainders. The
payers' shares are taken of the year, and each share is spread. Fewer than 52 weeks are spread over
the days of school.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from synthetic.authority import HORIZON
from synthetic.placements import Cost, Placement

Owed = dict[date, tuple[int, int]]  # month → education's share, whole

FIRST_MONTH, LAST_MONTH = date(2024, 4, 1), date(2027, 3, 1)
# First and last day of school of a month, where they are not the month's own.
TERM_BEGINS, TERM_ENDS = {1: 4, 4: 15}, {7: 22, 8: 0, 12: 20}


def months_owed(cost: Cost, ends: date | None) -> Owed:
    """Return what is owed for each month of the ledger's years; `ends` is the last day, None while
    the price is open."""
    opens = 9 if cost.price_basis == "academic_year" else 4
    school = cost.price_basis == "weekly" and cost.weeks != "52"
    found: Owed = {}
    for year in range(FIRST_MONTH.year - 1, LAST_MONTH.year):
        first, last = date(year, opens, 1), date(year + 1, opens, 1) - timedelta(days=1)
        days = _days_by_month(max(cost.start, first), min(ends or last, last), school)
        if any(days.values()):
            found |= _spread(cost, days, _days_of_year(first, last, school))
    return {
        month: owed
        for month, owed in sorted(found.items())
        if FIRST_MONTH <= month <= LAST_MONTH and any(owed)
    }


def _spread(cost: Cost, days: dict[date, int], days_in_year: int) -> Owed:
    whole = part_of(cost.pence, sum(days.values()), days_in_year)
    shares = _parted(whole, [int(Decimal(share) * 100) for share in cost.shares])
    payers = [_parted(share, list(days.values())) for share in shares]
    return {
        month: (payers[0][place], sum(payer[place] for payer in payers))
        for place, month in enumerate(days)
    }


def part_of(pence: int, numerator: int, denominator: int) -> int:
    """Return a share of an amount that is not negative, half a penny rounded up."""
    return (2 * pence * numerator + denominator) // (2 * denominator)


def _parted(whole: int, weights: list[int]) -> list[int]:
    divided = [divmod(whole * weight, sum(weights)) for weight in weights]
    parts = [part for part, _ in divided]
    by_remainder = sorted(range(len(parts)), key=lambda n: (-divided[n][1], n))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return parts


@cache
def _days_of_year(first: date, last: date, school: bool) -> int:
    return sum(_days_by_month(first, last, school).values())


def _days_by_month(first: date, last: date, school: bool) -> dict[date, int]:
    days: dict[date, int] = {}
    month = first.replace(day=1)
    while month <= last:
        ends = month_end(month)
        begun = max(first, month.replace(day=TERM_BEGINS.get(month.month, 1)) if school else month)
        over = min(last, ends)
        if school:
            over = min(over, month + timedelta(days=TERM_ENDS.get(month.month, ends.day) - 1))
        days[month] = max(0, (over - begun).days + 1)
        month = ends + timedelta(days=1)
    return days


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def owed(stay: Placement, known: date = HORIZON) -> Owed:
    """Return what a stay is owed for each month, as far as its end is known by a day."""
    found: Owed = {}
    for cost in stay.costs:
        ends = [day for day in (cost.end, last_day(stay, known)) if day]
        for month, (due, whole) in months_owed(cost, min(ends, default=None)).items():
            before = found.get(month, (0, 0))
            found[month] = (before[0] + due, before[1] + whole)
    return found


def last_day(stay: Placement, known: date = HORIZON) -> date | None:
    """Return the last day of a stay, or the eve of its plan's end, if it is known by a day."""
    ceases = stay.plan.ceases
    ends = [stay.leaves] if stay.leaves and stay.leaves <= known else []
    if ceases and ceases <= known:
        ends.append(ceases - timedelta(days=1))
    return min(ends, default=None)


def price_of(stay: Placement, month: date) -> Cost:
    """Return the price that a month at a stay is charged at."""
    return max(
        (cost for cost in stay.costs if cost.start <= month_end(month)), key=lambda cost: cost.start
    )


def in_part(stay: Placement, month: date, latest: int) -> bool:
    """Tell whether a stay ends within a month, or began in it after its `latest` day."""
    begun, ends = stay.costs[0].start, last_day(stay)
    comes = begun.replace(day=1) == month and begun.day > latest
    leaves = ends is not None and ends.replace(day=1) == month and ends < month_end(month)
    return comes or leaves


def is_shared(stay: Placement) -> bool:
    """Tell whether social care or health pay a part of any price of a stay."""
    return any(cost.shares[0] != "100" for cost in stay.costs)
