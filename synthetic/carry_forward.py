"""The deficit of the Dedicated Schools Grant, carried from year to year."""

from __future__ import annotations

from datetime import date

from synthetic.accounts import (
    ACCOUNTS,
    FINANCIAL_YEARS,
    Invoiced,
    budget_pence,
    high_needs_pounds,
)
from synthetic.authority import Authority
from synthetic.ledger import Balances, financial_year_start
from synthetic.safety_valve import payment_pounds

GRANT = tuple(each for each in ACCOUNTS if each.dsg_block != "general_fund")


def brought_forward(
    authority: Authority, invoiced: Invoiced, balances: Balances, night: date
) -> dict[str, int]:
    """Return what each year brings forward, in pence, as known on a night: what the year before
    brought and overspent, less the Safety Valve payment, which goes to the reserve and is in no
    ledger line. A year that isn't over adds nothing yet."""
    deficit, found = authority.brought_forward * 100, {}
    base = high_needs_pounds(authority, invoiced)
    for start, year in FINANCIAL_YEARS.items():
        found[year] = deficit
        if start < financial_year_start(night):
            granted = (budget_pence(authority, each, year, invoiced, "revised") for each in GRANT)
            paid = payment_pounds(authority, base, start) * 100
            deficit += _spent(balances, year) - sum(granted) - paid
    return found


def _spent(balances: Balances, financial_year: str) -> int:
    return sum(
        pence
        for (year, _, account), pence in balances.net.items()
        if year == financial_year and account in GRANT
    )
