"""The Safety Valve agreement of a demonstration authority and its monitoring: invented figures in
the lines that councils report. Savings are negative, deficits and payments positive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from synthetic.authority import Authority
from synthetic.files import accounting_pounds, pounds, write_rows
from synthetic.ledger import financial_year_start

Rows = list[tuple[str, ...]]
FIRST_YEAR, YEARS = 2024, 5
PAID = (30, 20, 20, 15, 15)  # per cent of what DfE pays in all, by year
MONITORED_FROM = date(2026, 3, 31)
AGREEMENT = ("version", "financial_year", "line", "amount", "status")
WORKSTREAMS = (
    "workstream", "schedule", "financial_year", "as_at", "target", "delivered", "forecast", "rag",
)  # fmt: skip
# name, schedule, share of the schedule's savings, delivered of target in per cent
PROGRAMMES = (
    ("Early language offer", "A", 22, 84),
    ("Places in local special schools", "A", 40, 96),
    ("Alternative provision commissioning", "A", 23, 101),
    ("Interim tuition", "A", 15, 62),
    ("Fees of independent schools", "B", 55, 71),
    ("Joint funding with health", "B", 45, 28),
)


def write_safety_valve(
    folder: Path, authority: Authority, base: int, nights: list[date]
) -> list[dict[str, Any]]:
    """Write both files of every night below an authority's landing; return what was written.

    `base` is the high needs budget of the first year, in pounds.
    """
    amount = accounting_pounds if authority.ledger.accounting_amounts else pounds
    written = []
    for night in nights:
        agreement: Rows = [
            (*row[:3], amount(row[3]), row[4]) for row in agreement_lines(authority, base, night)
        ]
        monitored: Rows = [
            (*row[:4], *("" if pence is None else amount(pence) for pence in row[4:7]), row[7])
            for row in monitored_savings(authority, base, night)
        ]
        tables: dict[str, tuple[tuple[str, ...], Rows]] = {
            "agreement": (AGREEMENT, agreement),
            "workstreams": (WORKSTREAMS, monitored),
        }
        for dataset, (columns, rows) in tables.items():
            path = folder / "safety_valve" / f"{dataset}__{night}.csv"
            write_rows(path, columns, rows, authority.ledger)
            written.append(
                {
                    "dataset": dataset,
                    "path": path,
                    "rows": len(rows),
                    "business_date": night.isoformat(),
                }
            )
    return written


def _name(start: int) -> str:
    return f"{start}-{(start + 1) % 100:02d}"


def _lines(authority: Authority, base: int, version: str, number: int) -> dict[str, int]:
    """Whole pounds of one year. Schedule A brings the agreed deficit down to nothing; the latest
    version spends beyond it, and Schedules B and C are to make good for most of that."""
    gap, agreed = _before_savings(authority, base, number), _agreed(authority, base, number)
    beyond = gap["expenditure_before_savings"] * number * 2 // 100 if version == "latest" else 0
    deficits = authority.brought_forward + sum(
        _agreed(authority, base, each) for each in range(YEARS)
    )
    return {
        **gap,
        "expenditure_before_savings": gap["expenditure_before_savings"] + beyond,
        "schedule_a": agreed - _in_year(gap),
        "original_agreement_position": agreed,
        "schedule_b": -beyond * 9 // 10,
        "schedule_c": -beyond // 20 if number > 2 else 0,
        "safety_valve_payment": deficits * PAID[number] // 100,
    }


def payment_pounds(authority: Authority, base: int, start_year: int) -> int:
    """Return what DfE pays in a year under the latest version."""
    return _lines(authority, base, "latest", start_year - FIRST_YEAR)["safety_valve_payment"]


def _before_savings(authority: Authority, base: int, number: int) -> dict[str, int]:
    spent = base * round(authority.overspend * 100) // 100
    return {
        "hnb_allocation": base * 105**number // 100**number,
        "block_transfer": -base // 200 if number < 2 else 0,
        "expenditure_before_savings": spent * 107**number // 100**number,
        "investment": base * (12 - 2 * number) // 1000,
    }


def _in_year(gap: dict[str, int]) -> int:
    return sum(gap.values()) - 2 * gap["hnb_allocation"]


def _agreed(authority: Authority, base: int, number: int) -> int:
    """The in-year deficit of the agreement: a fifth less each year, none in the last."""
    return _in_year(_before_savings(authority, base, 0)) * (YEARS - 1 - number) // YEARS


def agreement_lines(
    authority: Authority, base: int, night: date
) -> Iterator[tuple[str, str, str, int, str]]:
    """Yield version, financial_year, line, pence, status: years that have ended are outturn."""
    for version in ("original", "latest"):
        for number in range(YEARS):
            year = FIRST_YEAR + number
            over = version == "latest" and year < financial_year_start(night)
            lines = _lines(authority, base, version, number)
            if number == 0:
                lines = {"opening_deficit": authority.brought_forward} | lines
            for line, whole in lines.items():
                status = "outturn" if over else "forecast"
                yield version, _name(year), line, whole * 100, status


def monitored_savings(
    authority: Authority, base: int, night: date
) -> Iterator[tuple[str, str, str, str, int, int | None, int, str]]:
    """Yield what each programme had saved by each quarter's end up to the night, in pence."""
    for as_at in _quarters(night):
        for name, schedule, share, per_cent in PROGRAMMES:
            for number in range(4):
                year = FIRST_YEAR + number
                planned = -_lines(authority, base, "latest", number)[f"schedule_{schedule.lower()}"]
                target = max(0, planned) * share
                saved = target * per_cent // 100
                part = _twelfths(year, as_at)
                delivered = saved * part // 12 if part else None
                rag = "green" if per_cent >= 90 else "amber" if per_cent >= 60 else "red"
                yield (
                    name, schedule, _name(year), as_at.isoformat(), target, delivered, saved, rag,
                )  # fmt: skip


def _quarters(night: date) -> Iterator[date]:
    day = MONITORED_FROM
    while day <= night:
        yield day
        after = day + timedelta(days=1)
        month = after.month + 3
        day = date(after.year + (month > 12), (month - 1) % 12 + 1, 1) - timedelta(days=1)


def _twelfths(start: int, as_at: date) -> int:
    """How many months of the financial year have passed by a month's end, at most all twelve."""
    return max(0, min(12, (as_at.year - start) * 12 + as_at.month - 3))
