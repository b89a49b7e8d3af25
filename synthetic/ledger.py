"""The finance ledger: a stream of lines in order of posting, whole pence throughout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from synthetic.accounts import (
    FINANCIAL_YEARS,
    LINES_AT_SIZE,
    OTHERS,
    PRICES,
    Account,
)
from synthetic.authority import HORIZON, Authority

POSTINGS_FROM = date(2024, 4, 2)
# --ledger-lines is what stands in the ledger on the demonstration night of the default command.
NOMINAL_NIGHT = date(2026, 11, 20)
NOMINAL_DAYS = (NOMINAL_NIGHT - POSTINGS_FROM).days * 5 // 7
LEAST_OTHERS = 4  # one line in so many, if there are more invoices than lines asked for
SUPPLIERS = tuple(
    f"{place} {kind}"
    for kind in (
        "School",
        "College",
        "Learning Ltd",
        "Care and Education",
        "Therapies",
        "Tuition",
        "Travel",
        "Outreach",
    )
    for place in (
        "Hollowmere",
        "Cragside Fold",
        "Wintlebrook",
        "Sallow Bank",
        "Tarnhouse",
        "Merrilees",
        "Oxlip Grange",
        "Starling Court",
    )
)

# Paid by lines that are for no placement; schools, colleges and tutors are paid by invoices alone.
NO_PROVIDERS = tuple(
    number
    for number, name in enumerate(SUPPLIERS)
    if name.endswith(("Therapies", "Travel", "Outreach"))
)


class Line(NamedTuple):
    """One ledger line; `pence` is positive for a cost."""

    journal_id: str
    line_number: int
    financial_year: str
    period: int
    posting_date: str
    document_date: str
    journal_type: str
    account: Account
    supplier_id: str
    supplier_name: str
    reference: str
    pence: int


class _Journals:
    """Deals out journals and lines for one authority."""

    def __init__(self, authority: Authority, rng: Random, lines: int) -> None:
        self.rng = rng
        self.number = 0
        self.overspend = round(authority.overspend * 100)
        self.a_day = lines / NOMINAL_DAYS
        # More lines are smaller lines, so totals stay those of an authority of this size.
        self.unit = 100 * LINES_AT_SIZE / lines
        self.spread = sorted(rng.lognormvariate(-0.245, 0.7) for _ in range(997))
        self.weights = list(accumulate(account.weight for account in OTHERS))
        self.isodates: dict[int, str] = {}

    def iso(self, day: date, back: int = 0) -> str:
        ordinal = day.toordinal() - back
        if ordinal not in self.isodates:
            self.isodates[ordinal] = date.fromordinal(ordinal).isoformat()
        return self.isodates[ordinal]

    def post(self, kind: str, count: int, day: date, year: str, period: int) -> list[Line]:
        """Make one journal of `count` lines."""
        self.number += 1
        journal = f"{kind}{day:%y}-{self.number:07d}"
        rng, posted = self.rng, self.iso(day)
        rate = self.unit * PRICES[year] / 100
        supplied = kind == "AP"
        supplier = rng.choice(NO_PROVIDERS) if supplied else -1
        name = SUPPLIERS[supplier] if supplied else ""
        # The same supplier under two spellings, as ledgers have it.
        if supplied and self.number % 11 == 0:
            name = name.upper() + " *33*"
        lines = []
        for number, account in enumerate(
            rng.choices(OTHERS, cum_weights=self.weights, k=count), start=1
        ):
            pence = int(account.typical * rate * self.spread[int(rng.random() * 997)])
            if account.dsg_block == "high_needs":
                pence = pence * self.overspend // 100
            if supplied and rng.random() < 0.04:
                pence = -pence // 3  # a credit note
            document = self.iso(day, int(rng.random() * 40)) if supplied else posted
            reference = f"INV{self.number * 7 + number:08d}" if supplied else ""
            lines.append(
                Line(
                    journal,
                    number,
                    year,
                    period,
                    posted,
                    document,
                    kind,
                    account,
                    f"S{supplier:05d}" if supplied else "",
                    name,
                    reference,
                    pence,
                )
            )
        return lines


def financial_year_start(day: date) -> int:
    """Return the calendar year in which the day's financial year began, 1 April."""
    return day.year if day.month >= 4 else day.year - 1


def other_lines(lines: int, invoices: int) -> int:
    """Return how many lines pay for no placement, of so many in all."""
    return max(lines - invoices, lines // LEAST_OTHERS)


def ledger_lines(authority: Authority, seed: int, lines: int, until: date) -> Iterator[Line]:
    """Yield every line that pays for no placement, posted up to a day, in order of posting."""
    journals = _Journals(authority, Random(f"{seed}:{authority.la_code}:ledger"), lines)
    accrued: list[Line] = []
    owed = 0.0
    day = POSTINGS_FROM
    while day <= min(until, HORIZON):
        start = financial_year_start(day)
        year, period = FINANCIAL_YEARS[start], (day.month - 4) % 12 + 1
        working = day.weekday() < 5
        owed += journals.a_day * 0.97 if working else 0
        quiet = True
        # Some feeder posts every night, weekends too, so that no night's file is empty.
        while quiet or owed >= 1:
            journal = _ordinary_journal(journals, day, year, period, max(1, int(owed)))
            owed -= len(journal)
            quiet = False
            yield from journal
        if working and accrued and day.month == 4:
            yield from _reversal(journals, accrued, day, year)
            accrued = []
        if _last_working_day_of_year(day):
            accrued = _year_end(journals, "ACCR", day, year, 12)
            yield from accrued
        if start > 2024 and (day.month, day.day) in ((4, 15), (4, 16), (5, 13), (5, 14)):
            closed = FINANCIAL_YEARS[start - 1]
            yield from _year_end(journals, "GL", day, closed, 9 + day.month)
        day += timedelta(days=1)


def _ordinary_journal(
    journals: _Journals, day: date, year: str, period: int, most: int
) -> list[Line]:
    chance = journals.rng.random()
    kind = "AP" if chance < 0.85 else "AR" if chance < 0.90 else "GL"
    count = min(most, 1 + int(journals.rng.random() ** 3 * 9))
    lines = journals.post(kind, count, day, year, period)
    if kind == "AR":  # money in
        lines = [line._replace(pence=-abs(line.pence) // 8) for line in lines]
    return lines


def _year_end(journals: _Journals, kind: str, day: date, year: str, period: int) -> list[Line]:
    count = max(2, int(journals.a_day * (6 if kind == "ACCR" else 0.5)))
    lines = []
    for size in [20] * (count // 20) + [count % 20]:
        if size:
            lines += journals.post(kind, size, day, year, period)
    return lines


def _reversal(journals: _Journals, accrued: list[Line], day: date, year: str) -> Iterator[Line]:
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


def _last_working_day_of_year(day: date) -> bool:
    last = date(day.year, 3, 31)
    return day == last - timedelta(days=max(0, last.weekday() - 4))


class Balances:
    """Postings by year, period and account, from which a trial balance is read."""

    def __init__(self) -> None:
        """Start with nothing posted."""
        self.net: defaultdict[tuple[str, int, Account], int] = defaultdict(int)

    def add(self, line: Line) -> None:
        """Count one line."""
        self.net[line.financial_year, line.period, line.account] += line.pence

    def trial_balance(self, night: date) -> list[tuple[str, int, Account, int]]:
        """Return cumulative pence from an account's first period to the latest open one."""
        rows = []
        accounts = sorted(
            {(y, a.cost_centre, a.subjective, a) for y, _, a in self.net},
            key=lambda found: found[:3],
        )
        for year, _, _, account in accounts:
            latest = latest_open_period(year, night)
            first = min(p for y, p, a in self.net if y == year and a is account)
            balance = 0
            for period in range(first, latest + 1):
                balance += self.net.get((year, period, account), 0)
                rows.append((year, period, account, balance))
        return rows


def latest_open_period(financial_year: str, night: date) -> int:
    """Return the last period that could have been posted to by a night: 13 in April, then 14."""
    years_since = financial_year_start(night) - int(financial_year[:4])
    if years_since == 0:
        return (night.month - 4) % 12 + 1
    return 13 if years_since == 1 and night.month == 4 else 14
