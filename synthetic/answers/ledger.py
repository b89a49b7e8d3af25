"""The true answers of the ledger: the sums of all lines that were written."""

from __future__ import annotations

from typing import TypedDict

from synthetic.files import pounds
from synthetic.ledger.totals import LedgerTotals


class LedgerAnswers(TypedDict):
    """The number of lines and pounds as text, in all and by year, period and block."""

    lines: int
    total: str
    by_year_period_block: dict[str, dict[str, dict[str, str]]]


def ledger_answers(totals: LedgerTotals) -> LedgerAnswers:
    """Return the totals as they are written to answers.json."""
    blocks: dict[str, dict[str, dict[str, str]]] = {}
    for (year, period, block), pence in sorted(totals.pence.items()):
        blocks.setdefault(year, {}).setdefault(str(period), {})[block] = pounds(pence)
    return {
        "lines": totals.lines,
        "total": pounds(totals.total()),
        "by_year_period_block": blocks,
    }
