"""What an agreed price owes for each month: worked out apart from the warehouse, as its answer.

By day of the price's own year, in whole pence; pence left over go to the largest remainders. The
payers' shares are taken of the year, and each share is spread.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from synthetic.placements import Cost

Owed = dict[date, tuple[int, int]]  # month → education's share, whole


def months_owed(agreed: tuple[Cost, date | None], april: date) -> Owed:
    """Return what is owed for each month of the financial year that begins in an April."""
    cost, ends = agreed
    starts_in = 9 if cost.price_basis == "academic_year" else 4
    found: Owed = {}
    for year in (april.year - 1, april.year):
        first, following = date(year, starts_in, 1), date(year + 1, starts_in, 1)
        days = _days_by_month(
            max(cost.start, first), min(ends or date.max, following - timedelta(days=1))
        )
        if days:
            for month, owed in _spread(cost, days, (following - first).days).items():
                found[month] = owed
    return {
        month: owed
        for month, owed in found.items()
        if april <= month < april.replace(year=april.year + 1)
    }


def _spread(cost: Cost, days: dict[date, int], days_in_year: int) -> Owed:
    whole = int(Fraction(cost.pence * sum(days.values()), days_in_year) + Fraction(1, 2))
    shares = _parted(whole, [Fraction(share) for share in cost.shares])
    payers = [_parted(share, [Fraction(n) for n in days.values()]) for share in shares]
    return {
        month: (payers[0][place], sum(payer[place] for payer in payers))
        for place, month in enumerate(days)
    }


def _parted(whole: int, weights: list[Fraction]) -> list[int]:
    exact = [whole * weight / sum(weights) for weight in weights]
    parts = [int(each) for each in exact]
    by_remainder = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def _days_by_month(first: date, last: date) -> dict[date, int]:
    days: dict[date, int] = {}
    day = first
    while day <= last:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        counted = min(last, following - timedelta(days=1))
        days[day.replace(day=1)] = (counted - day).days + 1
        day = following
    return days
