"""The chart of accounts of a demonstration authority, and its budgets.

Section 251 lines of blocks other than high needs (1.3.1, 1.4.1) are general knowledge of the
sector; the rest are in reference/domain.md 3.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synthetic.authority import Authority

FINANCIAL_YEARS = {2024: "2024-25", 2025: "2025-26", 2026: "2026-27"}
# Prices by financial year, per cent of 2024-25.
PRICES = {"2024-25": 100, "2025-26": 107, "2026-27": 114}
LINES_AT_SIZE = 9_000  # lines for which `typical` pounds give a believable total
# Money for placements: nothing is posted to these categories but invoices of placements.
PLACEMENTS = (
    "mainstream_top_up",
    "resourced_provision",
    "special_school",
    "independent_nmss",
    "post_16",
    "alternative_provision",
)


@dataclass(frozen=True, slots=True)
class Account:
    """A cost centre and subjective; `weight` is its share of the lines that pay for no placement,
    `typical` pounds a line."""

    cost_centre: str
    subjective: str
    dsg_block: str
    spend_category: str
    s251_line: str
    description: str
    weight: int
    typical: int


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
    _high_needs("HN210", "5735", "alternative_provision", "1.2.7", "AP places"),
    _high_needs("HN300", "5740", "post_16", "1.2.2", "Colleges top-up"),
    _high_needs("HN300", "5741", "post_16", "1.2.3", "Independent colleges"),
    _high_needs("HN200", "9210", "independent_nmss", "1.2.3", "Health contributions"),
    # Places are paid by number, whoever sits in them.
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
VERSIONS = {"original": 98, "revised": 100}  # of a budget, in per cent
CONTRIBUTIONS = next(each for each in ACCOUNTS if each.subjective == "9210")
OTHERS = tuple(each for each in ACCOUNTS if each.weight)
Invoiced = Mapping[tuple[str, Account], int]  # financial year, account → pence
# Budget only: a deficit brought forward lowers what there is to spend, and nothing is posted to
# it, so it is counted once (outturn papers show it as a negative budget with no outturn).
CARRY_FORWARD = _high_needs("DSG900", "9900", "", "1.9.2", "DSG brought forward", 0, 0)
CHART = (*ACCOUNTS, CARRY_FORWARD)


def carry_forward_line(account: Account) -> bool:
    """Tell whether an account is DSG brought forward."""
    return account.s251_line == "1.9.2"


def annual_pence(
    authority: Authority, account: Account, financial_year: str, invoiced: Invoiced
) -> int:
    """Return what a full year should cost in pence: what is invoiced less the overspend, or what
    is expected of an account's other lines."""
    if account.spend_category in PLACEMENTS:
        spent = invoiced.get((financial_year, account), 0)
        return spent * 100 // round(authority.overspend * 100)
    lines = LINES_AT_SIZE // 32 * 12
    net_of_credits = 90  # per cent: credit notes and receipts against the same accounts
    everybody = sum(other.weight for other in OTHERS)
    pence = lines * account.typical * 100 * account.weight // everybody
    return pence * PRICES[financial_year] // 100 * net_of_credits // 100


def high_needs_pounds(authority: Authority, invoiced: Invoiced) -> int:
    """Return the high needs budget of the first year in whole pounds."""
    return (
        sum(
            annual_pence(authority, account, FINANCIAL_YEARS[2024], invoiced)
            for account in ACCOUNTS
            if account.dsg_block == "high_needs"
        )
        // 100
    )


def budget_pence(
    authority: Authority, account: Account, financial_year: str, invoiced: Invoiced, version: str
) -> int:
    """Return an account's budget, to the hundred pounds."""
    pence = annual_pence(authority, account, financial_year, invoiced) * VERSIONS[version] // 100
    return (pence + 5_000) // 10_000 * 10_000


def budget_rows(
    authority: Authority, invoiced: Invoiced, deficits: Mapping[str, int]
) -> list[tuple[str, str, str, str, int]]:
    """Return (financial_year, version, cost_centre, subjective, pence) for every budget line;
    `deficits` are what each year brings forward, in pence."""
    rows = []
    for financial_year in FINANCIAL_YEARS.values():
        for version in VERSIONS:
            for account in ACCOUNTS:
                pence = budget_pence(authority, account, financial_year, invoiced, version)
                rows.append((financial_year, version, *_codes(account), pence))
            deficit = deficits[financial_year]
            rows.append((financial_year, version, *_codes(CARRY_FORWARD), -deficit))
    return rows


def _codes(account: Account) -> tuple[str, str]:
    return account.cost_centre, account.subjective
