"""The financial year of an English council: 1 April to 31 March, in periods 1 (April) to 12."""

from __future__ import annotations

from datetime import date


def start_year(day: date) -> int:
    """Return the calendar year in which the day's financial year began."""
    return day.year if day.month >= 4 else day.year - 1


def name_of(start: int) -> str:
    """Return the name of the financial year that begins in a calendar year, `2026-27`."""
    return f"{start}-{(start + 1) % 100:02d}"


def period_of(day: date) -> int:
    """Return the period of a day's month: 1 for April, 12 for March."""
    return (day.month - 4) % 12 + 1


LEDGER_YEARS = {start: name_of(start) for start in (2024, 2025, 2026)}  # by their start year
