"""Commissioned places of special schools, their funding in the ledger, and the true answers.

A school's places are paid in twelfths of the year, in a line of their own. Two errors are planted:
one month of a school is never paid, and the places of another school are in no file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypedDict

from synthetic.authority import HORIZON, Authority
from synthetic.cases.providers import Provider, providers
from synthetic.files import WrittenFile, accounting_pounds, pounds, write_rows
from synthetic.financial_year import LEDGER_YEARS, period_of, start_year
from synthetic.ledger.accounts import SPECIAL_PLACES
from synthetic.ledger.lines import Line

COLUMNS = (
    "place_id", "urn", "ukprn", "place_type", "phase", "primary_need", "places", "rate_gbp",
    "start_date", "end_date",
)  # fmt: skip
RATE_PENCE = 1_000_000  # £10,000 a place and year, as national guidance has it
COMMISSIONED_FROM = date(2023, 9, 1)
MORE_FROM = date(2025, 9, 1)
NEVER_PAID = date(2026, 6, 1)
POSTED_ON = 15


class CommissionedAnswers(TypedDict):
    """Pounds as text by financial year, up to a night: what is due for the places of the file, what
    of it was never paid, and what was paid for places that are in no file."""

    due: dict[str, str]
    never_paid: dict[str, str]
    in_no_file: dict[str, str]


@dataclass(frozen=True, slots=True)
class Commissioned:
    """Places at a school from a day on, up to a day or without end."""

    place_id: str
    school: Provider
    places: int
    start: date
    end: date | None = None
    is_in_file: bool = True

    def pence(self, month: date) -> int:
        """Return a twelfth of the year's amount; the pence of twelve months sum to the year."""
        if month < self.start or (self.end and month > self.end):
            return 0
        year = self.places * RATE_PENCE
        period = period_of(month)
        return _twelfths(year, period) - _twelfths(year, period - 1)


def commissioned_places(authority: Authority) -> list[Commissioned]:
    """Return the places of an authority; the second school gets more in September 2025."""
    first, second, third = providers(authority)["special"][:3]
    return [
        Commissioned("PL1", first, 42, COMMISSIONED_FROM),
        Commissioned("PL2", second, 35, COMMISSIONED_FROM, date(2025, 8, 31)),
        Commissioned("PL3", second, 44, MORE_FROM),
        Commissioned("PL4", third, 29, COMMISSIONED_FROM, is_in_file=False),
    ]


def place_lines(authority: Authority) -> list[Line]:
    """Return the lines of all months up to the horizon."""
    return [
        _line(each, month, number)
        for number, (each, month) in enumerate(_funded(authority, HORIZON), start=1)
        if not _is_never_paid(each, month)
    ]


def write_commissioned(folder: Path, authority: Authority, night: date) -> WrittenFile:
    """Write the file of commissioned places, which comes once."""
    amount = accounting_pounds if authority.ledger.accounting_amounts else pounds
    rows = [
        (
            each.place_id, each.school.urn, "", "special", "", "", str(each.places),
            amount(RATE_PENCE), each.start.isoformat(), each.end.isoformat() if each.end else "",
        )
        for each in commissioned_places(authority)
        if each.is_in_file
    ]  # fmt: skip
    path = folder / f"commissioned_places__{night}.csv"
    write_rows(path, COLUMNS, rows, authority.ledger)
    return WrittenFile(path, "commissioned_places", night, len(rows))


def commissioned_answers(authority: Authority, night: date) -> CommissionedAnswers:
    """Return what the reconciliation must show of a night's months."""
    due: defaultdict[str, int] = defaultdict(int)
    never_paid: defaultdict[str, int] = defaultdict(int)
    in_no_file: defaultdict[str, int] = defaultdict(int)
    for each, month in _funded(authority, night):
        year, pence = LEDGER_YEARS[start_year(month)], each.pence(month)
        if not each.is_in_file:
            in_no_file[year] += pence if month.replace(day=POSTED_ON) <= night else 0
        else:
            due[year] += pence
            never_paid[year] += pence if _is_never_paid(each, month) else 0
    return {
        "due": _in_pounds(due),
        "never_paid": _in_pounds(never_paid),
        "in_no_file": _in_pounds(in_no_file),
    }


def _funded(authority: Authority, until: date) -> Iterator[tuple[Commissioned, date]]:
    """Yield places and months of the ledger's years, up to a day."""
    for start in LEDGER_YEARS:
        for month in (date(start + (m < 4), m, 1) for m in (*range(4, 13), 1, 2, 3)):
            for each in commissioned_places(authority):
                if month <= until and each.pence(month):
                    yield each, month


def _is_never_paid(each: Commissioned, month: date) -> bool:
    return each.place_id == "PL1" and month == NEVER_PAID


def _line(each: Commissioned, month: date, number: int) -> Line:
    posted = month.replace(day=POSTED_ON).isoformat()
    return Line(
        f"PP{month:%y}-{number:07d}", 1, LEDGER_YEARS[start_year(month)], period_of(month), posted,
        posted, "AP", SPECIAL_PLACES, each.school.supplier_id, each.school.name,
        f"PLACES{number:05d}", each.pence(month),
    )  # fmt: skip


def _twelfths(year_pence: int, months: int) -> int:
    """Return the pence of a year's first months, half a penny rounded up."""
    return (2 * year_pence * months + 12) // 24


def _in_pounds(pence: dict[str, int]) -> dict[str, str]:
    return {year: pounds(amount) for year, amount in pence.items() if amount}
