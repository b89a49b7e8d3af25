"""The stream of ledger lines that pay for no placement, in order of posting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from synthetic.authority import HORIZON, Authority
from synthetic.financial_year import LEDGER_YEARS, period_of, start_year
from synthetic.ledger.lines import Journals, Line

POSTINGS_FROM = date(2024, 4, 2)
# --ledger-lines is the number of lines on the last night of the default command.
NOMINAL_NIGHT = date(2026, 11, 20)
NOMINAL_DAYS = (NOMINAL_NIGHT - POSTINGS_FROM).days * 5 // 7
LEAST_OTHERS = 4  # at least one line in four pays for no placement
DAILY_SHARE = 0.97  # of the lines; the rest are accruals, reversals and closing entries
# Accruals of a year's end and closing entries of one day, in days' worth of lines.
ACCRUED_DAYS, CLOSING_SHARE = 6, 0.5
# Days with closing entries of the year before: in April to period 13, in May to period 14.
CLOSING_DAYS = ((4, 15), (4, 16), (5, 13), (5, 14))
LINES_A_JOURNAL = 20  # of accruals and closing entries


def number_of_other_lines(lines: int, invoices: int) -> int:
    """Return how many of a ledger's lines pay for no placement."""
    return max(lines - invoices, lines // LEAST_OTHERS)


def other_lines(authority: Authority, seed: int, lines: int, until: date) -> Iterator[Line]:
    """Yield the lines that pay for no placement and are posted up to a day.

    `lines` is their number on the nominal night.
    """
    journals = Journals(authority, Random(f"{seed}:{authority.la_code}:ledger"), lines)
    lines_a_day = lines / NOMINAL_DAYS
    backlog = 0.0  # lines that are not posted yet
    accrued: list[Line] = []
    day = POSTINGS_FROM
    while day <= min(until, HORIZON):
        start, working_day = start_year(day), day.weekday() < 5
        year = LEDGER_YEARS[start]
        backlog += lines_a_day * DAILY_SHARE if working_day else 0
        posted, backlog = _daily_lines(journals, day, year, backlog)
        yield from posted
        if accrued and working_day and day.month == 4:
            yield from _reversal(journals, accrued, day, year)
            accrued = []
        if _is_last_working_day_of_year(day):
            accrued = _batch(journals, "ACCR", day, (year, 12), lines_a_day * ACCRUED_DAYS)
            yield from accrued
        if start > min(LEDGER_YEARS) and (day.month, day.day) in CLOSING_DAYS:
            closed = (LEDGER_YEARS[start - 1], 9 + day.month)
            yield from _batch(journals, "GL", day, closed, lines_a_day * CLOSING_SHARE)
        day += timedelta(days=1)


def _daily_lines(
    journals: Journals, day: date, year: str, backlog: float
) -> tuple[list[Line], float]:
    """Post the backlog; return the lines and what is left of it.

    One journal is posted every night, also at weekends, so that no night's file is empty.
    """
    lines: list[Line] = []
    while not lines or backlog >= 1:
        journal = _ordinary_journal(journals, day, year, max(1, int(backlog)))
        backlog -= len(journal)
        lines += journal
    return lines, backlog


def _ordinary_journal(journals: Journals, day: date, year: str, most: int) -> list[Line]:
    """Post one to nine lines; of the journals, 85 % pay suppliers and 5 % record income."""
    chance = journals.rng.random()
    kind = "AP" if chance < 0.85 else "AR" if chance < 0.90 else "GL"
    count = min(most, 1 + int(journals.rng.random() ** 3 * 9))
    lines = journals.post(kind, count, day, year, period_of(day))
    if kind == "AR":
        lines = [line._replace(pence=-abs(line.pence) // 8) for line in lines]
    return lines


def _batch(
    journals: Journals, kind: str, day: date, year_and_period: tuple[str, int], count: float
) -> list[Line]:
    """Post a number of lines, at least two, in journals of twenty."""
    whole, rest = divmod(max(2, int(count)), LINES_A_JOURNAL)
    lines = []
    for size in [LINES_A_JOURNAL] * whole + [rest] * (rest > 0):
        lines += journals.post(kind, size, day, *year_and_period)
    return lines


def _reversal(journals: Journals, accrued: list[Line], day: date, year: str) -> Iterator[Line]:
    """Yield the reversals of the accruals, which post in period 1 of the next year."""
    posted = journals.iso(day)
    for line in accrued:
        yield line._replace(
            journal_id="REV" + line.journal_id[4:],
            financial_year=year,
            period=1,
            posting_date=posted,
            document_date=posted,
            journal_type="REVERSAL",
            reference=line.journal_id,
            pence=-line.pence,
        )


def _is_last_working_day_of_year(day: date) -> bool:
    last = date(day.year, 3, 31)
    return day == last - timedelta(days=max(0, last.weekday() - 4))
