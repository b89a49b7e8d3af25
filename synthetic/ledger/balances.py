"""Balances of the ledger's accounts, from which a night's trial balance is taken."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from synthetic.financial_year import period_of, start_year
from synthetic.ledger.accounts import Account
from synthetic.ledger.lines import Line


class Balance(NamedTuple):
    """An account's cumulative balance in pence at the end of a period."""

    financial_year: str
    period: int
    account: Account
    pence: int


class Balances:
    """The sum of all lines added so far, by financial year, period and account, in pence."""

    def __init__(self) -> None:
        """Start without lines."""
        self.net: defaultdict[tuple[str, int, Account], int] = defaultdict(int)

    def add(self, line: Line) -> None:
        """Add one line."""
        self.net[line.financial_year, line.period, line.account] += line.pence

    def trial_balance(self, night: date) -> list[Balance]:
        """Return balances from each account's first period to the latest open one."""
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
                rows.append(Balance(year, period, account, balance))
        return rows


def latest_open_period(financial_year: str, night: date) -> int:
    """Return the last period open for postings on a night.

    In the year itself it is the month's period. After the year it is 13 in April and 14 from May.
    """
    years_since = start_year(night) - int(financial_year[:4])
    if years_since == 0:
        return period_of(night)
    return 13 if years_since == 1 and night.month == 4 else 14
