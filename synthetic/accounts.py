"""The chart of accounts of a demonstration authority, and its budgets.

Section 251 lines of blocks other than high needs (1.3.1, 1.4.1) are general knowledge of the
sector; the rest are in reference/domain.md 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthetic.authority import Authority

FINANCIAL_YEARS = {2024: "2024-25", 2025: "2025-26", 2026: "2026-27"}
# Prices by financial year, per cent of 2024-25.
PRICES = {"2024-25": 100, "2025-26": 107, "2026-27": 114}
LINES_AT_SIZE = 20_000  # ledger lines for which `typical` pounds give a believable total
TERM_STARTS = (4, 9, 1)


@dataclass(frozen=True, slots=True)
class Account:
    """A cost centre and subjective; `weight` is its share of lines, `typical` pounds a line."""

    cost_centre: str
    subjective: str
    dsg_block: str
    spend_category: str
    s251_line: str
    description: str
    weight: int
    typical: int
    termly: bool = False  # billed in advance each term, so three months are heavy


def _high_needs(centre: str, subjective: str, category: str, line: str, what: str, weight: int,
                typical: int, termly: bool = False) -> Account:  # fmt: skip
    return Account(centre, subjective, "high_needs", category, line, what, weight, typical, termly)


ACCOUNTS = (
    _high_needs("HN100", "5710", "mainstream_top_up", "1.2.1", "Top-up maintained", 90, 2100),
    _high_needs("HN100", "5711", "mainstream_top_up", "1.2.2", "Top-up academies", 110, 2300),
    _high_needs("HN110", "5712", "resourced_provision", "1.2.2", "Resourced bases", 30, 5200),
    _high_needs("HN120", "5713", "special_school", "1.2.1", "Special school top-up", 60, 6900),
    _high_needs("HN120", "5714", "special_school", "1.0.2", "Special places", 12, 14000),
    _high_needs("HN200", "5733", "independent_nmss", "1.2.3", "Independent fees", 120, 8800, True),
    _high_needs(
        "HN200", "5734", "independent_nmss", "1.2.3", "Non-maintained fees", 35, 7900, True
    ),
    _high_needs("HN210", "5735", "alternative_provision", "1.2.7", "AP places", 40, 1900),
    _high_needs("HN220", "5736", "hospital", "1.2.6", "Hospital education", 8, 2600),
    _high_needs("HN300", "5740", "post_16", "1.2.2", "Colleges top-up", 45, 3600, True),
    _high_needs("HN300", "5741", "post_16", "1.2.3", "Independent colleges", 22, 9600, True),
    _high_needs("HN400", "5750", "therapies", "1.2.13", "Speech and language", 30, 1500),
    _high_needs("HN410", "5751", "inclusion_support", "1.2.5", "Advisory teams", 40, 1200),
    _high_needs("HN410", "5752", "inclusion_support", "1.2.8", "Outreach", 25, 1100),
    _high_needs("HN420", "5760", "sen_transport", "1.4.11", "Transport on DSG", 15, 900),
    _high_needs("HN430", "5770", "personal_budget", "1.2.11", "Direct payments", 25, 650),
    _high_needs("HN440", "5780", "other", "1.2.4", "Targeted mainstream", 12, 1700),
    _high_needs("HN200", "9210", "independent_nmss", "1.2.3", "Health contributions", 14, -5200),
    Account("SB100", "5100", "schools", "", "1.0.1", "School budget shares", 60, 39000),
    Account("SB110", "5110", "schools", "", "1.0.1", "Growth fund", 5, 15000),
    Account("CS100", "5200", "central_school_services", "", "1.4.1", "Combined budgets", 10, 3300),
    Account("EY100", "5300", "early_years", "", "1.3.1", "Early years providers", 90, 3000),
    Account("EY110", "5310", "early_years", "", "1.3.1", "Inclusion fund", 20, 800),
    Account("GF100", "5400", "general_fund", "", "2.1.1", "Educational psychology", 20, 1900),
    Account("GF110", "5410", "general_fund", "", "2.1.2", "SEN administration", 30, 1300),
    Account("GF120", "5420", "general_fund", "sen_transport", "2.1.4", "Home to school", 80, 1600),
)
# Budget only: a deficit brought forward lowers what there is to spend, and nothing is posted to
# it, so it is counted once (outturn papers show it as a negative budget with no outturn).
CARRY_FORWARD = _high_needs("DSG900", "9900", "", "1.9.2", "DSG brought forward", 0, 0)
CHART = (*ACCOUNTS, CARRY_FORWARD)


def carry_forward_line(account: Account) -> bool:
    """Tell whether an account is DSG brought forward."""
    return account.s251_line == "1.9.2"


def month_weight(account: Account, month: int) -> int:
    """Return an account's share of the lines of a calendar month, against the other accounts'."""
    if account.termly:
        return account.weight * (8 if month in TERM_STARTS else 1)
    return account.weight * 3


def annual_pence(account: Account, financial_year: str) -> int:
    """Return the expected net spend of a full year in pence, before any overspend."""
    monthly_lines = LINES_AT_SIZE // 32
    net_of_credits = 90  # per cent: credit notes and receipts against the same accounts
    pence = 0
    for month in range(1, 13):
        everybody = sum(month_weight(other, month) for other in ACCOUNTS)
        pence += monthly_lines * account.typical * 100 * month_weight(account, month) // everybody
    return pence * PRICES[financial_year] // 100 * net_of_credits // 100


def budget_rows(authority: Authority) -> list[tuple[str, str, str, str, int]]:
    """Return (financial_year, version, cost_centre, subjective, pence) for every budget line."""
    rows = []
    deficit = authority.brought_forward * 100
    for financial_year in FINANCIAL_YEARS.values():
        for version, per_cent in (("original", 98), ("revised", 100)):
            for account in ACCOUNTS:
                pence = annual_pence(account, financial_year) * per_cent // 100
                rounded = (pence + 5_000) // 10_000 * 10_000
                rows.append((financial_year, version, *_codes(account), rounded))
            rows.append((financial_year, version, *_codes(CARRY_FORWARD), -deficit))
        deficit = deficit * 13 // 10
    return rows


def _codes(account: Account) -> tuple[str, str]:
    return account.cost_centre, account.subjective
