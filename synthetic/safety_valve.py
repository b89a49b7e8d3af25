"""The invented Safety Valve agreement of a demonstration authority, and its monitoring.

Under an agreement DfE pays off part of a council's deficit of the Dedicated Schools Grant in return
for savings: Schedule A within the agreement, Schedules B and C as mitigations of later overspends.
Savings are negative amounts; deficits and payments are positive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from synthetic.authority import Authority
from synthetic.files import WrittenFile, accounting_pounds, pounds, write_rows
from synthetic.financial_year import name_of, start_year

FIRST_YEAR, YEARS = 2024, 5
PAYMENTS = (30, 20, 20, 15, 15)  # per cent of DfE's total payment, by year
MONITORED_FROM = date(2026, 3, 31)


class AgreementLine(NamedTuple):
    """One line of a year in one version of the agreement, in pence."""

    version: str
    financial_year: str
    line: str
    pence: int
    status: str


class Saving(NamedTuple):
    """One savings workstream's year as reported at a quarter's end, in pence."""

    workstream: str
    schedule: str
    financial_year: str
    as_at: str
    target: int
    delivered: int | None
    forecast: int
    rag: str
    owner_role: str
    progress: str
    next_steps: str


class Workstream(NamedTuple):
    """A savings workstream: its share of the schedule and delivered part, both in per cent."""

    name: str
    schedule: str
    share: int
    delivered: int


WORKSTREAMS = (
    Workstream("Early language offer", "A", 22, 84),
    Workstream("Places in local special schools", "A", 40, 96),
    Workstream("Alternative provision commissioning", "A", 23, 101),
    Workstream("Interim tuition", "A", 15, 62),
    Workstream("Fees of independent schools", "B", 55, 71),
    Workstream("Joint funding with health", "B", 45, 28),
)
Rows = list[tuple[str, ...]]
AGREEMENT_HEADER = ("version", "financial_year", "line", "amount", "status")


def write_safety_valve(
    folder: Path, authority: Authority, base: int, nights: list[date]
) -> list[WrittenFile]:
    """Write both datasets for every night below an authority's landing folder.

    `base` is the high needs budget of the first year, in pounds.
    """
    amount = accounting_pounds if authority.ledger.accounting_amounts else pounds
    written = []
    for night in nights:
        agreement: Rows = [
            (*row[:3], amount(row.pence), row.status)
            for row in agreement_lines(authority, base, night)
        ]
        savings = [_saving_cells(row, amount) for row in monitored_savings(authority, base, night)]
        tables: dict[str, tuple[Sequence[str], Rows]] = {
            "agreement": (AGREEMENT_HEADER, agreement),
            "workstreams": (Saving._fields, savings),
        }
        for dataset, (header, rows) in tables.items():
            path = folder / "safety_valve" / f"{dataset}__{night}.csv"
            write_rows(path, header, rows, authority.ledger)
            written.append(WrittenFile(path, dataset, night, len(rows)))
    return written


def _saving_cells(row: Saving, amount: Callable[[int], str]) -> tuple[str, ...]:
    amounts = ("" if p is None else amount(p) for p in (row.target, row.delivered, row.forecast))
    return (*row[:4], *amounts, *row[7:])


def _lines(authority: Authority, base: int, version: str, number: int) -> dict[str, int]:
    """Return the lines of one year in whole pounds.

    Schedule A reduces the deficit to the agreed position. The latest version spends more than
    agreed, and Schedules B and C make up for most of that.
    """
    before_savings = _before_savings(authority, base, number)
    agreed = _agreed_deficit(authority, base, number)
    expenditure = before_savings["expenditure_before_savings"]
    overspend = expenditure * number * 2 // 100 if version == "latest" else 0
    total_deficit = authority.brought_forward + sum(
        _agreed_deficit(authority, base, each) for each in range(YEARS)
    )
    return {
        **before_savings,
        "expenditure_before_savings": expenditure + overspend,
        "schedule_a": agreed - _in_year_deficit(before_savings),
        "original_agreement_position": agreed,
        "schedule_b": -overspend * 9 // 10,
        "schedule_c": -overspend // 20 if number > 2 else 0,
        "safety_valve_payment": total_deficit * PAYMENTS[number] // 100,
    }


def payment_pounds(authority: Authority, base: int, start: int) -> int:
    """Return DfE's payment in the financial year that begins in `start`, in the latest version."""
    return _lines(authority, base, "latest", start - FIRST_YEAR)["safety_valve_payment"]


def _before_savings(authority: Authority, base: int, number: int) -> dict[str, int]:
    spent = base * round(authority.overspend * 100) // 100
    return {
        "hnb_allocation": base * 105**number // 100**number,
        "block_transfer": -base // 200 if number < 2 else 0,
        "expenditure_before_savings": spent * 107**number // 100**number,
        "investment": base * (12 - 2 * number) // 1000,
    }


def _in_year_deficit(before_savings: dict[str, int]) -> int:
    """Return all costs less the allocation of the high needs block."""
    return sum(before_savings.values()) - 2 * before_savings["hnb_allocation"]


def _agreed_deficit(authority: Authority, base: int, number: int) -> int:
    """Return the agreed in-year deficit: a fifth less each year, none in the last."""
    return _in_year_deficit(_before_savings(authority, base, 0)) * (YEARS - 1 - number) // YEARS


def agreement_lines(authority: Authority, base: int, night: date) -> Iterator[AgreementLine]:
    """Yield both versions of all years; years that have ended are outturn in the latest version."""
    for version in ("original", "latest"):
        for number in range(YEARS):
            year = FIRST_YEAR + number
            ended = version == "latest" and year < start_year(night)
            lines = _lines(authority, base, version, number)
            if number == 0:
                lines = {"opening_deficit": authority.brought_forward} | lines
            for line, whole in lines.items():
                status = "outturn" if ended else "forecast"
                yield AgreementLine(version, name_of(year), line, whole * 100, status)


def monitored_savings(authority: Authority, base: int, night: date) -> Iterator[Saving]:
    """Yield the savings of each workstream and year at each quarter's end up to a night."""
    for as_at in _quarter_ends(night):
        for workstream in WORKSTREAMS:
            for number in range(4):
                yield _saving(authority, base, workstream, number, as_at)


def _saving(
    authority: Authority, base: int, workstream: Workstream, number: int, as_at: date
) -> Saving:
    year = FIRST_YEAR + number
    line = f"schedule_{workstream.schedule.lower()}"
    # `share` is a percentage of pounds, so the product is in pence.
    target = max(0, -_lines(authority, base, "latest", number)[line]) * workstream.share
    forecast = target * workstream.delivered // 100
    months = _months_passed(year, as_at)
    return Saving(
        workstream=workstream.name,
        schedule=workstream.schedule,
        financial_year=name_of(year),
        as_at=as_at.isoformat(),
        target=target,
        delivered=forecast * months // 12 if months else None,
        forecast=forecast,
        rag=_reported_rag(workstream.delivered),
        owner_role="Head of SEND",
        progress=f"{workstream.delivered} per cent of the target is expected.",
        next_steps="To be reviewed at the next board." if workstream.delivered < 90 else "",
    )


def _reported_rag(per_cent: int) -> str:
    if per_cent >= 90:
        return "green"
    return "amber" if per_cent >= 60 else "red"


def _quarter_ends(night: date) -> Iterator[date]:
    day = MONITORED_FROM
    while day <= night:
        yield day
        after = day + timedelta(days=1)
        month = after.month + 3
        day = date(after.year + (month > 12), (month - 1) % 12 + 1, 1) - timedelta(days=1)


def _months_passed(start: int, as_at: date) -> int:
    """Return how many months of a financial year have passed by a month's end, at most twelve."""
    return max(0, min(12, (as_at.year - start) * 12 + as_at.month - 3))
