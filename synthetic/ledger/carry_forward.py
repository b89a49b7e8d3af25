"""The deficit of the Dedicated Schools Grant (DSG) that each financial year brings forward."""

from __future__ import annotations

from datetime import date

from synthetic.authority import Authority
from synthetic.financial_year import LEDGER_YEARS, start_year
from synthetic.ledger.accounts import ACCOUNTS, Invoiced, budget_pence, high_needs_pounds
from synthetic.ledger.balances import Balances
from synthetic.safety_valve import payment_pounds

DSG_ACCOUNTS = tuple(each for each in ACCOUNTS if each.dsg_block != "general_fund")


def brought_forward(
    authority: Authority, invoiced: Invoiced, balances: Balances, night: date
) -> dict[str, int]:
    """Return the deficit that each financial year brings forward, in pence, as known on a night.

    A year that has ended adds its overspend and takes off the Safety Valve payment, which goes to
    the reserve and is not in the ledger.
    """
    deficit, found = authority.brought_forward * 100, {}
    base = high_needs_pounds(authority, invoiced)
    for start, year in LEDGER_YEARS.items():
        found[year] = deficit
        if start < start_year(night):
            budget = sum(
                budget_pence(authority, account, year, invoiced, "revised")
                for account in DSG_ACCOUNTS
            )
            payment = payment_pounds(authority, base, start) * 100
            deficit += _spent(balances, year) - budget - payment
    return found


def _spent(balances: Balances, financial_year: str) -> int:
    return sum(
        pence
        for (year, _, account), pence in balances.net.items()
        if year == financial_year and account in DSG_ACCOUNTS
    )
