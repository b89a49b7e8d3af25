"""An authority whose fees are termly and whose grant is posted in the high needs block, by hand.

Two children cost 36,500 a year each, 200 a day together, and a third of it, 24,333.34, is paid in
April and in September; the last third is due in January. Of the grant of 60,000, 5,000 is posted a
month; 2,500 was brought forward as a deficit. On 20 November seven months are over, eight posted.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.dbt.conftest import Warehouse, only

PERSONS = (
    "person_id,upn,uln,upn_unknown,surname,forename,birth_date,sex,ethnicity,postcode\n"
    "C1,,,UN1,Doe,Jo,2014-01-01,F,WBRI,ZZ9 9ZZ\nC2,,,UN1,Doe,Al,2014-01-02,M,WBRI,ZZ9 9ZZ\n"
)
PLANS = (
    "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,cease_reason,"
    "transfer_la\nL1,C1,,2025-09-01,,,0,0,,,,\nL2,C2,,2025-09-01,,,0,0,,,,\n"
)
PLACEMENTS = (
    "placement_id,plan_id,urn,ukprn,sen_setting,sen_setting_other,placement_rank,entry_date,"
    "leaving_date,sen_unit,resourced_provision,res,wbp\n"
    "P1,L1,100010,,,,1,2025-09-01,,0,0,,\nP2,L2,100010,,,,1,2025-09-01,,0,0,,\n"
)
COSTS = (
    "cost_id,placement_id,spend_category,annual_amount,price_basis,weeks,start_date,end_date,"
    "education_pct,social_care_pct,health_pct\n"
    "K1,P1,independent_nmss,36500,financial_year,,2026-04-01,,100,0,0\n"
    "K2,P2,independent_nmss,36500,financial_year,,2026-04-01,,100,0,0\n"
)
CHART = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
    "H1,S1,high_needs,independent_nmss,1.2.3\nI1,S9,high_needs,,1.9.1\n"
    "B1,S9,high_needs,,1.9.2\nX1,S9,high_needs,other,1.9.3\n"
)
BUDGETS = (
    "financial_year,version,cost_centre,subjective,amount\n"
    "2026-27,latest,H1,S1,70000\n2026-27,latest,I1,S9,-60000\n2026-27,latest,B1,S9,-2500\n"
)
SUPPLIERS = "supplier_id,urn,ukprn,provider_name\nV1,100010,,Ten\n"


def ledger() -> str:
    rows = [
        "journal_id,line_number,financial_year,period,posting_date,document_date,journal_type,"
        "cost_centre,subjective,supplier_id,supplier_name,reference,description,amount"
    ]
    for period in (1, 6):
        day = f"2026-{period + 3:02d}-05"
        rows += [
            f"F{period},{n},2026-27,{period},{day},{day},AP,H1,S1,V1,Ten,P{n}/term,,12166.67"
            for n in (1, 2)
        ]
    for period in range(1, 9):
        day = f"2026-{period + 3:02d}-10"
        rows.append(f"G{period},1,2026-27,{period},{day},,GL,I1,S9,,,,,-5000")
    rows.append("B1,1,2026-27,1,2026-04-30,,GL,B1,S9,,,,,2500")
    rows.append("X1,1,2026-27,1,2026-04-30,,GL,X1,S9,,,,,-1")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def warehouse(built: Callable[..., Warehouse]) -> Warehouse:
    case, money = "205/case_system", "205/finance_ledger"
    files: dict[str, str | bytes] = {
        f"{case}/persons__2026-11-20.csv": PERSONS,
        f"{case}/plans__2026-11-20.csv": PLANS,
        f"{case}/placements__2026-11-20.csv": PLACEMENTS,
        f"{case}/placement_costs__2026-11-20.csv": COSTS,
        f"{money}/chart_of_accounts__2026-11-20.csv": CHART,
        f"{money}/budgets__2026-11-20.csv": BUDGETS,
        f"{money}/supplier_providers__2026-11-20.csv": SUPPLIERS,
        f"{money}/transactions__2026-11-20.csv": ledger(),
    }
    marts = ("dsg_outturn", "outturn_reconciliation", "reconciliation_items")
    return built(files, *only(*marts, "grant_income_is_mapped_apart"))


def outturn(warehouse: Warehouse, column: str, block: str) -> list[Decimal]:
    rows = warehouse.rows(
        f"select {column} from marts.dsg_outturn where dsg_block = '{block}' "
        "order by financial_period"
    )
    return [amount for (amount,) in rows]


def test_termly_fees_are_forecast_at_the_years_price_in_every_month(warehouse: Warehouse):
    assert outturn(warehouse, "forecast_outturn_gbp", "high_needs") == [Decimal(73000)] * 8


def test_what_is_early_or_late_is_shown_as_part_of_the_forecast(warehouse: Warehouse):
    """Of 24,333.34 paid by the end of April 6,000 was due, by the end of August 30,600; of
    48,666.68 by the end of September 36,600, and of October 42,800."""
    timing = outturn(warehouse, "timing_remaining_gbp", "high_needs")
    assert [timing[month - 1] for month in (1, 5, 6, 7)] == [
        Decimal("-18333.34"), Decimal("6266.66"), Decimal("-12066.68"), Decimal("-5866.68"),
    ]  # fmt: skip


def test_the_grant_and_the_deficit_brought_forward_are_not_in_high_needs(warehouse: Warehouse):
    latest = {
        block: tuple(map(str, amounts))
        for block, *amounts in warehouse.rows(
            "select dsg_block, budget_gbp, actual_to_date_gbp from marts.dsg_outturn "
            "where financial_period = 8 and (budget_gbp <> 0 or actual_to_date_gbp <> 0)"
        )
    }
    assert latest == {
        "high_needs": ("70000.00", "48666.68"),
        "grant_income": ("-60000.00", "-40001.00"),
        "carry_forward": ("-2500.00", "2500.00"),
        "total": ("7500.00", "11165.68"),
    }


def test_the_reconciliation_starts_from_the_outturn(warehouse: Warehouse):
    found = warehouse.rows(
        "select dsg_block, sum(amount_gbp)::varchar from marts.outturn_reconciliation "
        "where line = 'ledger_total' group by 1 order by 1"
    )
    assert found == [
        ("carry_forward", "2500.00"), ("grant_income", "-40001.00"), ("high_needs", "48666.68"),
    ]  # fmt: skip


def test_an_account_that_mixes_the_grant_with_spending_is_found(warehouse: Warehouse):
    found = warehouse.rows(
        "select cost_centre, mixed_by from test_failures.grant_income_is_mapped_apart"
    )
    assert found == [("X1", "spend_category")]
