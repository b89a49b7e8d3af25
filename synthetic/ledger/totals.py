"""Totals of ledger lines by financial year, period and block of the Dedicated Schools Grant."""

from __future__ import annotations

from collections import defaultdict

from synthetic.ledger.accounts import is_carry_forward
from synthetic.ledger.lines import Line


class LedgerTotals:
    """The number of lines added so far, and their pence by year, period and block."""

    def __init__(self) -> None:
        """Start without lines."""
        self.lines = 0
        self.pence: defaultdict[tuple[str, int, str], int] = defaultdict(int)

    def add(self, line: Line) -> None:
        """Add one line."""
        block = "carry_forward" if is_carry_forward(line.account) else line.account.dsg_block
        self.lines += 1
        self.pence[line.financial_year, line.period, block] += line.pence

    def total(self) -> int:
        """Return the pence of all lines."""
        return sum(self.pence.values())
