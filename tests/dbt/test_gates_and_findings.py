"""Authority gates and findings return the rows that they are for, and no other.

The authorities are built together. 312 to 315 carry a deficit forward, 205 has prices of
placements, 990 to 992 send ledgers of which trial balances are sent or not. 990 budgets for
accounts outside its chart. 316 to 318 send several versions of an agreement, and the register of
schools has a type that nobody knows.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tests.dbt.conftest import Warehouse
from tests.dbt.test_termly_fees_and_grant import PERSONS, PLACEMENTS, PLANS
from tests.ingest.read.test_published import register
from tests.ingest.shapes import TRANSACTIONS

CHECKS = (
    "dsg_outturn_carries_forward",
    "placement_prices_have_a_placement",
    "placement_prices_have_a_start_date",
    "placement_prices_overlap",
    "budgets_of_accounts_not_in_chart",
    "fct_ledger_equals_trial_balance",
    "suppliers_differ_in_zeros",
    "safety_valve_has_several_versions",
    "establishment_types_are_known",
    "section_251_lines_fit_their_block",
)
SELECT = ("--indirect-selection", "empty", "--select", *(f"+{check}" for check in CHECKS))
CHART = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
    "H1,S1,high_needs,other,1.2.3\nC1,S1,high_needs,other,1.9.2\n"
)
AGREEMENT = (
    "version,financial_year,line,amount,status\n"
    "original,2024-25,safety_valve_payment,40.00,forecast\n"
)
COSTS = (
    "cost_id,placement_id,spend_category,annual_amount,price_basis,weeks,start_date,end_date,"
    "education_pct,social_care_pct,health_pct\n"
    # keyed again in October; the second price ends on its day
    "K1,P1,independent_nmss,36500,financial_year,,2026-04-01,,100,0,0\n"
    "K2,P1,independent_nmss,36500,financial_year,,2026-10-01,2027-03-31,100,0,0\n"
    # therapies besides, and a price that follows another one
    "K3,P1,therapies,100,financial_year,,2026-04-01,,100,0,0\n"
    "K4,P2,independent_nmss,36500,financial_year,,2026-04-01,2026-08-31,100,0,0\n"
    "K5,P2,independent_nmss,40000,financial_year,,2026-09-01,,100,0,0\n"
    # a placement that the case system deletes on the next day
    "K6,P9,other,40000,financial_year,,2026-09-01,,100,0,0\n"
    # without a first day; of nothing, none is needed
    "K7,P2,therapies,1200.50,financial_year,,,,100,0,0\n"
    "K8,P2,therapies,0,financial_year,,,,100,0,0\n"
)
CHART_990 = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\nH1,S1,high_needs,other,1.2.3\n"
    "H2,S1,,other,1.2.3\n"
)
LEDGER_990 = (
    "journal_id,line_number,financial_year,period,posting_date,document_date,journal_type,"
    "cost_centre,subjective,supplier_id,supplier_name,reference,description,amount\n"
    "J1,1,2026-27,1,2026-04-30,,GL,H1,S1,0000100201,,,,100.01\n"
    "J2,1,2026-27,2,2026-05-31,,GL,H1,S1,0000100202,,,,-0.02\n"
    "J3,1,2026-27,3,2026-06-30,,GL,H1,S1,0000100203,,,,7.00\n"
)
# a spreadsheet dropped the zeros of the first; the second is listed as the ledger writes it too
SUPPLIERS_990 = (
    "supplier_id,urn,ukprn,provider_name\n100201,100001,,\n100202,100002,,\n"
    "0000100202,100002,,\n100300,100003,,\n"
)
# no block in the chart, not in the chart, a version that does not count, nil
BUDGETS_990 = (
    "financial_year,version,cost_centre,subjective,amount\n"
    "2026-27,latest,H1,S1,1000.00\n2026-27,latest,H2,S1,70.00\n2026-27,latest,X1,S1,90000.50\n"
    "2026-27,original,X2,S1,5.00\n2026-27,latest,X3,S1,0.00\n"
)
BALANCE_990 = "financial_year,period,cost_centre,subjective,balance\n2026-27,1,H1,S1,100.01\n"


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


def deficits() -> dict[str, str]:
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
    return files


def lines_of_other_blocks() -> dict[str, str]:
    """Top-ups in the General Fund, psychologists in high needs, and each where it belongs."""
    accounts = {
        "G1": ("general_fund", "1.2.3", "19.00"),
        "H1": ("high_needs", "2.1.1", "17.01"),
        "G2": ("general_fund", "2.1.1", "1.00"),
        "H2": ("high_needs", "1.2.3", "2.00"),
        "H3": ("high_needs", "1.9.1", "-3.00"),
        "X1": ("", "1.2.3", "4.00"),
    }
    chart = [CHART.splitlines()[0]]
    chart += [f"{centre},S1,{block},,{line}" for centre, (block, line, _) in accounts.items()]
    lines = [TRANSACTIONS]
    for centre, (*_, amount) in accounts.items():
        lines.append(f"J{centre},1,2026-27,1,2026-04-30,,GL,{centre},S1,,,,,{amount}")
    return {
        "319/finance_ledger/chart_of_accounts__2026-11-20.csv": "\n".join(chart) + "\n",
        "319/finance_ledger/transactions__2026-11-20.csv": "\n".join(lines) + "\n",
    }


def prices() -> dict[str, str]:
    case = "205/case_system"
    return {
        f"{case}/persons__2026-11-19.csv": PERSONS,
        f"{case}/plans__2026-11-19.csv": PLANS,
        f"{case}/placements__2026-11-19.csv": PLACEMENTS
        + PLACEMENTS.splitlines()[1].replace("P1", "P9"),
        f"{case}/placement_costs__2026-11-19.csv": COSTS,
        f"{case}/placements__2026-11-20.csv": PLACEMENTS,
    }


def trial_balances() -> dict[str, str]:
    """990 agrees, 991 differs by a penny, 992 sends no trial balance. Later periods don't count."""
    files: dict[str, str] = {}
    for la_code, balance in (("990", "99.99"), ("991", "99.98"), ("992", "")):
        ledger = f"{la_code}/finance_ledger"
        files[f"{ledger}/chart_of_accounts__2026-11-20.csv"] = CHART_990
        files[f"{ledger}/transactions__2026-11-20.csv"] = LEDGER_990
        if balance:
            files[f"{ledger}/trial_balance__2026-11-20.csv"] = (
                f"{BALANCE_990}2026-27,2,H1,S1,{balance}\n"
            )
    files["990/finance_ledger/budgets__2026-11-20.csv"] = BUDGETS_990
    files["990/finance_ledger/supplier_providers__2026-11-20.csv"] = SUPPLIERS_990
    return files


def versions_and_schools() -> dict[str, str]:
    """316 has one later version, 317 two without an original, 318 two of which one is latest."""
    sent = {"316": ("original", "v1"), "317": ("v9", "v10"), "318": ("original", "latest", "v1")}
    files = {}
    for la_code, versions in sent.items():
        rows = (f"{version},2024-25,hnb_allocation,90000000,forecast\n" for version in versions)
        header = AGREEMENT.splitlines(keepends=True)[0]
        files[f"{la_code}/safety_valve/agreement__2026-11-20.csv"] = header + "".join(rows)
    schools = register("100001,,A,205,B,99,Moon school,Open,,,,4,19,80,X")
    return files | {"england/dfe_census/edubasealldata20261101.csv": schools}


@pytest.fixture(scope="module")
def warehouse(built: Callable[..., Warehouse]) -> Warehouse:
    files = deficits() | prices() | trial_balances() | versions_and_schools()
    return built(files | lines_of_other_blocks(), *SELECT)


def test_a_deficit_that_is_not_brought_forward_in_full_is_found(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select la_code, financial_year, brought_forward_gbp, year_before_ended_gbp, "
        "difference_gbp from test_failures.dsg_outturn_carries_forward order by 1"
    )
    assert found == [
        ("312", "2025-26", Decimal(149), Decimal(150), Decimal(-1)),
        ("315", "2025-26", Decimal(109), Decimal(150), Decimal(-41)),
    ]


def test_a_price_that_was_keyed_twice_is_found_with_its_days(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select la_code, spend_category, overlaps_from, overlaps_to "
        "from test_failures.placement_prices_overlap"
    )
    assert found == [("205", "independent_nmss", date(2026, 10, 1), date(2027, 3, 31))]


def test_a_price_of_a_placement_that_is_gone_is_found(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select la_code, annual_amount_gbp from test_failures.placement_prices_have_a_placement"
    )
    assert found == [("205", Decimal(40000))]


def test_a_price_without_a_first_day_is_found_with_its_pounds(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select la_code, spend_category, annual_amount_gbp::varchar "
        "from test_failures.placement_prices_have_a_start_date"
    )
    assert found == [("205", "therapies", "1200.50")]


def test_a_budget_of_an_account_without_a_block_is_found(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select la_code, financial_year, version, cost_centre, budget_gbp "
        "from test_failures.budgets_of_accounts_not_in_chart order by cost_centre"
    )
    assert found == [
        ("990", "2026-27", "latest", "H2", Decimal(70)),
        ("990", "2026-27", "latest", "X1", Decimal("90000.50")),
    ]


def test_a_section_251_line_of_another_fund_than_its_account_is_found(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select la_code, cost_centre, s251_line, amount_gbp::varchar "
        "from test_failures.section_251_lines_fit_their_block order by cost_centre"
    )
    assert found == [("319", "G1", "1.2.3", "19.00"), ("319", "H1", "2.1.1", "17.01")]


def test_only_an_authority_whose_trial_balance_differs_fails_its_gate(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select la_code, financial_period, ledger_gbp::varchar, trial_balance_gbp::varchar "
        "from test_failures.fct_ledger_equals_trial_balance"
    )
    assert found == [("991", 2, "99.99", "99.98")]
    outturn = warehouse.rows(
        "select financial_period, actual_to_date_gbp::varchar, forecast_outturn_gbp::varchar "
        "from marts.dsg_outturn where la_code = '992' and dsg_block = 'high_needs' order by 1"
    )
    assert outturn == [(1, "100.01", "1200.12"), (2, "99.99", "599.94"), (3, "106.99", "427.96")]


def test_a_supplier_that_is_listed_without_its_zeros_is_found(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select la_code, supplier_id, listed_as, lines from test_failures.suppliers_differ_in_zeros"
    )
    assert found == [("990", "0000100201", "100201", 1)]


def test_a_version_of_an_agreement_that_is_taken_by_its_name_is_found(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select la_code, version_taken, later_versions "
        "from test_failures.safety_valve_has_several_versions"
    )
    assert found == [("317", "v10", 2)]


def test_a_type_of_school_that_the_seed_lacks_is_found(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select type_code, type_name, establishments "
        "from test_failures.establishment_types_are_known"
    )
    assert found == [("99", "Moon school", 1)]
