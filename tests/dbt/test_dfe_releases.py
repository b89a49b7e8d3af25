"""DfE's releases, loaded and built by dbt: replaced files, and figures that don't add up."""

import os
from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.conftest import Installation
from tests.dbt.conftest import AS_AT, Warehouse, build, only

AREA = "country_code,country_name,region_code,region_name,new_la_code,old_la_code,la_name"
HEADER = f"time_period,time_identifier,geographic_level,{AREA}"
RICHMOND = "Local authority,E92000001,England,E12000007,London,E09000027,318,Richmond"
KINGSTON = "Local authority,E92000001,England,E12000007,London,E09000021,314,Kingston"
ENGLAND = "National,E92000001,England,,,,,"
RELEASE = "england/dfe_census/education-health-and-care-plans"


def table(columns: str, label: str, figures: dict[str, str]) -> str:
    rows = (f"2024,Calendar year,{area},{label},{label},{cells}" for area, cells in figures.items())
    return "\n".join([f"{HEADER},breakdown_topic,breakdown,{columns}", *rows, ""])


def timeliness(richmond: str) -> str:
    columns = (
        "plans_issued_den,plans_issued_within_20_weeks,pc_plans_issued_within_20_weeks,"
        "plans_issued_den_ex,plans_issued_20_weeks_ex,PC_plans_issued_20_weeks_ex"
    )
    # Kingston's 5 of 16 is 31.25: 31.3 is rounded half up, 31.2 to the even tenth
    figures = {RICHMOND: richmond, KINGSTON: "16,5,31.2,16,5,31.3"}
    return table(columns, "All EHC plans issued", figures)


ASSESSMENTS = table(
    "assess_in_year,assess_issued,assess_not_issued,assess_not_made,assess_withdrawn",
    "All EHC needs assessments",
    {RICHMOND: "100,90,8,1,1", KINGSTON: "100,90,8,1,2", ENGLAND: "200,180,16,x,3"},
)
# England's row as DfE published it in 2026
PHASE_TRANSFERS = (
    f"{HEADER},number_plans,due_25,due_26,final_25,final_26\n"
    f"2025,Calendar year,{ENGLAND},718838,12232,142257,38887,602\n"
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Release 2025 with a replaced file and figures that don't add up, and one file of 2026."""
    installation = Installation(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(installation.home))
        issued = f"{RELEASE}_2025/timeliness_20_week.csv"
        installation.send(issued, timeliness("100,50,50,90,45,50"))
        installation.load(AS_AT)
        os.utime(installation.send(issued, timeliness("100,48,48,101,c,c")), (1_790_000_060,) * 2)
        installation.send(f"{RELEASE}_2025/assessments.csv", ASSESSMENTS)
        installation.send(f"{RELEASE}_2026/phase_transfers.csv", PHASE_TRANSFERS)
        outcomes = {receipt.outcome for receipt in installation.load(AS_AT).values()}
        assert outcomes == {"accepted"}
        yield build(installation.home, *only("path:models/marts/benchmarks"))


def test_a_replaced_file_is_a_vintage_and_the_release_has_the_current_figures(
    warehouse: Warehouse,
):
    assert warehouse.rows(
        "select vintage, is_superseded, value from marts.benchmarks where area_code = '318'"
        " and measure = 'within_20_weeks_pct' order by vintage"
    ) == [("2025", False, Decimal(48)), ("2025.1", True, Decimal(50))]


def test_the_cells_that_were_changed_are_listed(warehouse: Warehouse):
    assert warehouse.rows(
        "select area_code, measure, vintage, previous_vintage, value_before, value_now, change, "
        "symbol_now from marts.benchmark_revisions order by measure"
    ) == [
        ("318", measure, "2025", "2025.1", Decimal(50), now, change, symbol)
        for measure, now, change, symbol in (
            ("plans_issued_within_20_weeks", Decimal(48), Decimal(-2), None),
            ("within_20_weeks_excluding_exceptions_pct", None, None, "c"),
            ("within_20_weeks_pct", Decimal(48), Decimal(-2), None),
        )
    ]


def test_every_rate_is_recomputed_and_replaced_rates_are_not_reported(warehouse: Warehouse):
    assert warehouse.rows(
        "select vintage, count(*), count(agrees) from marts.dfe_rates_recomputed "
        "where measure like 'within_20%' group by vintage order by vintage"
    ) == [("2025", 4, 3), ("2025.1", 4, 4)]
    assert warehouse.rows(
        "select la_code, measure, published_pct, recomputed_pct, cause, vintage "
        "from test_failures.dfe_rates_differ_from_their_counts"
    ) == [("314", "within_20_weeks_pct", Decimal("31.2"), Decimal("31.3"), "rounding", "2025")]


def test_a_whole_that_differs_from_its_parts_is_found_and_a_symbol_is_not_summed(
    warehouse: Warehouse,
):
    assert warehouse.rows(
        "select la_code, whole, parts from "
        "test_failures.dfe_assessments_end_in_a_plan_in_none_are_awaited_or_withdrawn"
    ) == [("314", Decimal(100), Decimal(101))]


def test_more_cases_without_exception_than_cases_in_all_are_found(warehouse: Warehouse):
    assert warehouse.rows(
        "select la_code, vintage from test_failures.dfe_cases_without_exception_are_part_of_all"
    ) == [("318", "2025")]


def test_phase_transfers_are_read_from_the_release_that_has_them(warehouse: Warehouse):
    assert warehouse.rows(
        "select measure, period, vintage, value from marts.benchmarks "
        "where measure like 'phase_transfers%' order by measure"
    ) == [
        ("phase_transfers_due", "2025", "2026", Decimal(12232)),
        ("phase_transfers_due_next_year", "2025", "2026", Decimal(142257)),
        ("phase_transfers_final_plan_issued", "2025", "2026", Decimal(38887)),
        ("phase_transfers_final_plan_issued_next_year", "2025", "2026", Decimal(602)),
    ]
