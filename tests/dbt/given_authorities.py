"""Authorities 314 and 315, which finance gave with their right figures as at 28 February 2026.

Both have 20 children at one independent school for 60,000 a year each. 314 pays a third each in
April, September and January. 315 pays each month by days and posts its grant of 1,000,000 a year as
income on a high needs account, a twelfth a month.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tests.dbt.invented_bills import (
    COSTS,
    LEDGER,
    PERSONS,
    PLACEMENTS,
    PLANS,
    SUPPLIERS,
    YEARS,
    days_of,
    month_of,
    pounds,
)

LAST = "2026-02-28"
CHILDREN = range(1, 21)
CHART = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
    "IN1,100,high_needs,independent_nmss,1.2.3\nDSGINC,900,high_needs,,1.9.1\n"
)
BUDGETS = "financial_year,version,cost_centre,subjective,amount\n"
BALANCE = "financial_year,period,cost_centre,subjective,balance\n"
TERMS = (1, 6, 10)
OPEN_PERIODS = range(1, 12)  # of 2025-26
SPENT_BY_FEBRUARY = sum(
    (20 * pounds(Fraction(60000 * days_of(2025, period), 365)) for period in OPEN_PERIODS),
    Decimal(0),
)


def given_files() -> dict[str, str]:
    """Return the files of both authorities by their path below landing."""
    fees = _fees("314", {p: Decimal(20000) for p in TERMS})
    budget = "{0},original,IN1,100,1200000\n"
    files = _files("314", fees, budget)
    monthly = {p: pounds(Fraction(60000 * days_of(2025, p), 365)) for p in range(1, 13)}
    fees = _fees("315", monthly)
    for year, period in _months():
        fees.append(
            f"INC-{year}-{period},1,{year}-{year % 100 + 1},{period},"
            f"{month_of(year, period)},,GL,DSGINC,900,,,,,-83333.33"
        )
    budget = "{0},original,IN1,100,1000000\n{0},original,DSGINC,900,-1000000\n"
    return files | _files("315", fees, budget)


def _months() -> list[tuple[int, int]]:
    return [
        (year, period) for year in YEARS for period in range(1, 13) if (year, period) < (2025, 12)
    ]


def _fees(la_code: str, amounts: dict[int, Decimal]) -> list[str]:
    return [
        f"F-{year}-{period}-{n},1,{year}-{year % 100 + 1},{period},{month_of(year, period)},,AP,"
        f"IN1,100,V1,Oak,PC{la_code}{n:03d}/{month_of(year, period):%m%y},,{amounts[period]}"
        for year, period in _months()
        if period in amounts
        for n in CHILDREN
    ]


def _files(la_code: str, lines: list[str], budget: str) -> dict[str, str]:
    case, money = f"{la_code}/case_system", f"{la_code}/finance_ledger"
    balances: dict[tuple[int, str], Decimal] = {}
    rows = [line.split(",") for line in lines]
    tables = {
        f"{case}/persons": PERSONS
        + "".join(f"P{n},,,UN1,Doe,Jo,2012-05-05,M,WBRI,ZZ9 9ZZ\n" for n in CHILDREN),
        f"{case}/plans": PLANS + "".join(f"E{n},P{n},,2020-01-01,,,0,0,,,,\n" for n in CHILDREN),
        f"{case}/placements": PLACEMENTS
        + "".join(f"PC{la_code}{n:03d},E{n},131901,,,,1,2020-01-01,,0,0,,\n" for n in CHILDREN),
        f"{case}/placement_costs": COSTS
        + "".join(
            f"C{n},PC{la_code}{n:03d},independent_nmss,60000,financial_year,,2024-01-01,,100,0,0\n"
            for n in CHILDREN
        ),
        f"{money}/chart_of_accounts": CHART,
        f"{money}/budgets": BUDGETS + "".join(budget.format(f"{y}-{y % 100 + 1}") for y in YEARS),
        f"{money}/supplier_providers": SUPPLIERS + "V1,131901,,Oak\n",
        f"{money}/transactions": LEDGER + "\n".join(lines) + "\n",
    }
    trial = BALANCE
    for year, period in _months():
        for centre, subjective in (("IN1", "100"), ("DSGINC", "900")):
            of_month = (
                Decimal(row[13])
                for row in rows
                if row[2] == f"{year}-{year % 100 + 1}"
                and row[3] == str(period)
                and row[7] == centre
            )
            key = (year, centre)
            balances[key] = balances.get(key, Decimal(0)) + sum(of_month, Decimal(0))
            trial += f"{year}-{year % 100 + 1},{period},{centre},{subjective},{balances[key]}\n"
    tables[f"{money}/trial_balance"] = trial
    return {f"{path}__{LAST}.csv": text for path, text in tables.items()}
