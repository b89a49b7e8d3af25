"""The chart of accounts of a demonstration authority, and its budgets.

Each account carries its line of the section 251 outturn statement (DfE, "Section 251 financial
data collection"), such as 1.2.3 for top-up funding of independent schools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from synthetic.authority import Authority
from synthetic.financial_year import LEDGER_YEARS

# Price level of each financial year, as a percentage of 2024-25.
PRICES = {"2024-25": 100, "2025-26": 107, "2026-27": 114}
LINES_AT_SIZE = 9_000  # number of ledger lines for which `typical` pounds give a credible total
# Spend categories of placements: only invoices of placements are posted to their accounts.
PLACEMENT_CATEGORIES = (
    "mainstream_top_up",
    "resourced_provision",
    "special_school",
    "independent_nmss",
    "post_16",
    "alternative_provision",
)


@dataclass(frozen=True, slots=True)
class Account:
    """A cost centre and subjective with their mapping.

    `weight` is the account's share of the lines that pay for no placement, and `typical` the pounds
    of such a line.
    """

    cost_centre: str
    subjective: str
    dsg_block: str
    spend_category: str
    s251_line: str
    description: str
    weight: int
    typical: int


class BudgetLine(NamedTuple):
    """One account's budget of a financial year in one version."""

    financial_year: str
    version: str
    account: Account
    pence: int


def _high_needs(centre: str, subjective: str, category: str, line: str, what: str,
                weight: int = 0, typical: int = 0) -> Account:  # fmt: skip
    return Account(centre, subjective, "high_needs", category, line, what, weight, typical)


ACCOUNTS = (
    _high_needs("HN100", "5710", "mainstream_top_up", "1.2.1", "Top-up maintained"),
    _high_needs("HN100", "5711", "mainstream_top_up", "1.2.2", "Top-up academies"),
    _high_needs("HN110", "5712", "resourced_provision", "1.2.2", "Resourced bases"),
    _high_needs("HN120", "5713", "special_school", "1.2.1", "Special school top-up"),
    _high_needs("HN200", "5733", "independent_nmss", "1.2.3", "Independent fees"),
    _high_needs("HN200", "5734", "independent_nmss", "1.2.3", "Non-maintained fees"),
    _high_needs("HN120", "5715", "special_school", "1.0.2", "Special school places"),
    _high_needs("HN210", "5735", "alternative_provision", "1.2.7", "AP places"),
    _high_needs("HN300", "5740", "post_16", "1.2.2", "Colleges top-up"),
    _high_needs("HN300", "5741", "post_16", "1.2.3", "Independent colleges"),
    _high_needs("HN200", "9210", "independent_nmss", "1.2.3", "Health contributions"),
    # Places are paid by their number, whichever children take them.
    _high_needs("HN120", "5714", "other", "1.0.2", "Special places", 12, 14000),
    _high_needs("HN220", "5736", "hospital", "1.2.6", "Hospital education", 8, 2600),
    _high_needs("HN400", "5750", "therapies", "1.2.13", "Speech and language", 30, 1500),
    _high_needs("HN410", "5751", "inclusion_support", "1.2.5", "Advisory teams", 40, 1200),
    _high_needs("HN410", "5752", "inclusion_support", "1.2.8", "Outreach", 25, 1100),
    _high_needs("HN420", "5760", "sen_transport", "1.4.11", "Transport on DSG", 15, 900),
    _high_needs("HN430", "5770", "personal_budget", "1.2.11", "Direct payments", 25, 650),
    _high_needs("HN440", "5780", "other", "1.2.4", "Targeted mainstream", 12, 1700),
    Account("SB100", "5100", "schools", "", "1.0.1", "School budget shares", 60, 39000),
    Account("SB110", "5110", "schools", "", "1.0.1", "Growth fund", 5, 15000),
    Account("CS100", "5200", "central_school_services", "", "1.4.1", "Combined budgets", 10, 3300),
    Account("EY100", "5300", "early_years", "", "1.3.1", "Early years providers", 90, 3000),
    Account("EY110", "5310", "early_years", "", "1.3.1", "Inclusion fund", 20, 800),
    Account("GF100", "5400", "general_fund", "", "2.1.1", "Educational psychology", 20, 1900),
    Account("GF110", "5410", "general_fund", "", "2.1.2", "SEN administration", 30, 1300),
    Account("GF120", "5420", "general_fund", "sen_transport", "2.1.4", "Home to school", 80, 1600),
)
VERSIONS = {"original": 98, "revised": 100}  # of a budget, as percentages of the year's costs
CONTRIBUTIONS = next(each for each in ACCOUNTS if each.subjective == "9210")
# Commissioned places are paid from it (commissioned.py), and no placement.
SPECIAL_PLACES = next(each for each in ACCOUNTS if each.subjective == "5715")
OTHER_ACCOUNTS = tuple(each for each in ACCOUNTS if each.weight)
Invoiced = Mapping[tuple[str, Account], int]  # by financial year and account, in pence
# A deficit brought forward is a negative budget without postings, as in councils' outturn reports,
# so that it is counted once.
CARRY_FORWARD = _high_needs("DSG900", "9900", "", "1.9.2", "DSG brought forward", 0, 0)
CHART = (*ACCOUNTS, CARRY_FORWARD)


def is_carry_forward(account: Account) -> bool:
    """Return whether an account is DSG brought forward."""
    return account.s251_line == "1.9.2"


def annual_pence(
    authority: Authority, account: Account, financial_year: str, invoiced: Invoiced
) -> int:
    """Return the planned cost of a full year in pence.

    For placements it is the invoiced sum less the overspend, for other accounts the expected sum of
    their lines.
    """
    if account.spend_category in PLACEMENT_CATEGORIES:
        spent = invoiced.get((financial_year, account), 0)
        return spent * 100 // round(authority.overspend * 100)
    lines = LINES_AT_SIZE // 32 * 12
    net_of_credits = 90  # per cent left after credit notes and receipts
    total_weight = sum(other.weight for other in OTHER_ACCOUNTS)
    pence = lines * account.typical * 100 * account.weight // total_weight
    return pence * PRICES[financial_year] // 100 * net_of_credits // 100


def high_needs_pounds(authority: Authority, invoiced: Invoiced) -> int:
    """Return the high needs budget of the first year in whole pounds."""
    return (
        sum(
            annual_pence(authority, account, LEDGER_YEARS[2024], invoiced)
            for account in ACCOUNTS
            if account.dsg_block == "high_needs"
        )
        // 100
    )


def budget_pence(
    authority: Authority, account: Account, financial_year: str, invoiced: Invoiced, version: str
) -> int:
    """Return an account's budget in pence, rounded to a hundred pounds."""
    pence = annual_pence(authority, account, financial_year, invoiced) * VERSIONS[version] // 100
    return (pence + 5_000) // 10_000 * 10_000


def budget_lines(
    authority: Authority, invoiced: Invoiced, deficits: Mapping[str, int]
) -> list[BudgetLine]:
    """Return every budget line; `deficits` gives the pence that each year brings forward."""
    rows = []
    for financial_year in LEDGER_YEARS.values():
        for version in VERSIONS:
            for account in ACCOUNTS:
                pence = budget_pence(authority, account, financial_year, invoiced, version)
                rows.append(BudgetLine(financial_year, version, account, pence))
            deficit = deficits[financial_year]
            rows.append(BudgetLine(financial_year, version, CARRY_FORWARD, -deficit))
    return rows
