"""A year that brings forward another amount than the year before ended with is a finding."""

from collections.abc import Callable
from decimal import Decimal

from tests.dbt.conftest import Warehouse
from tests.ingest.shapes import TRANSACTIONS

FINDING = "dsg_outturn_carries_forward"
CHART = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
    "H1,S1,high_needs,other,1.2.3\nC1,S1,high_needs,other,1.9.2\n"
)

AGREEMENT = (
    "version,financial_year,line,amount,status\n"
    "original,2024-25,safety_valve_payment,40.00,forecast\n"
)


def budgets(*brought_forward: tuple[str, str]) -> str:
    rows = ["financial_year,version,cost_centre,subjective,amount"]
    for year, amount in brought_forward:
        rows += [f"{year},latest,H1,S1,1000.00", f"{year},latest,C1,S1,{amount}"]
    return "\n".join(rows) + "\n"


def spent(*years: tuple[str, str]) -> str:
    rows = [TRANSACTIONS]
    for year, amount in years:
        period = 7 if year == "2026-27" else 12
        rows.append(f"J{year[:4]},1,{year},{period},2026-10-30,,GL,H1,S1,,,,,{amount}")
    return "\n".join(rows) + "\n"


def test_a_deficit_that_is_not_brought_forward_in_full_is_found(
    built: Callable[..., Warehouse],
) -> None:
    """Each begins with a deficit of 50 and overspends by 100. 312 brings forward 149 and 313 150.
    314 brings forward 110, because a Safety Valve payment of 40 went to the reserve; 315 has the
    same payment and brings forward 109."""
    years = ("2024-25", "1100.00"), ("2025-26", "1010.00"), ("2026-27", "5.00")
    files = {}
    for la_code in ("314", "315"):
        files[f"{la_code}/safety_valve/agreement__2026-11-20.csv"] = AGREEMENT
    brought = {"312": "-149.00", "313": "-150.00", "314": "-110.00", "315": "-109.00"}
    for la_code, second in brought.items():
        ledger = f"{la_code}/finance_ledger"
        files |= {
            f"{ledger}/chart_of_accounts__2026-11-20.csv": CHART,
            f"{ledger}/transactions__2026-11-20.csv": spent(*years),
            f"{ledger}/budgets__2026-11-20.csv": budgets(
                ("2024-25", "-50.00"), ("2025-26", second), ("2026-27", str(Decimal(second) - 10)),
            ),
        }  # fmt: skip
    select = ("--indirect-selection", "empty", "--select", f"+{FINDING}")
    found = built(files, *select).rows(
        "select la_code, financial_year, brought_forward_gbp, year_before_ended_gbp, "
        f"difference_gbp from test_failures.{FINDING} order by 1"
    )
    assert found == [
        ("312", "2025-26", Decimal(149), Decimal(150), Decimal(-1)),
        ("315", "2025-26", Decimal(109), Decimal(150), Decimal(-41)),
    ]
