"""A SEN2 return feeds the marts of an authority that sends no extracts of its case system."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt.conftest import Warehouse, build, only
from tests.ingest import sen2_shapes, shapes

MARTS = ("fct_ehc_requests", "timeliness", "fct_plans_by_month_end", "fct_placements")
MORE = ("fct_annual_reviews", "needs_profile")
XML, BLADES, BOTH, UNDATED = "312", "313", "205", "318"


@pytest.fixture(scope="module")
def home(loaded: Callable[..., Path]) -> Path:
    """312 sends the returns of two years, 313 the later one as blades. 205 sends it too, and
    extracts of its case system with five requests from 2026-04-01 on. In the return of 318 one of
    three plans has no start date."""
    files: dict[str, str | bytes] = {
        f"{XML}/dfe_census/sen2_return__2025-03-28.xml": sen2_shapes.xml(2025, 9, XML),
        f"{XML}/dfe_census/sen2_return__2026-03-28.xml": sen2_shapes.xml(2026, 6, XML).replace(
            "<Sex>F</Sex>", "<Sex>U</Sex>", 1
        ),
        f"{BOTH}/dfe_census/sen2_return__2026-03-28.xml": sen2_shapes.xml(2026, 6, BOTH),
        f"{BOTH}/case_system/persons__2026-04-01.csv": shapes.persons(5),
        f"{BOTH}/case_system/requests__2026-04-01.csv": shapes.requests(5),
    }
    undated = sen2_shapes.xml(2026, 3, UNDATED)
    undated = undated.replace("<StartDate>2025-05-20</StartDate>", "", 1)
    files[f"{UNDATED}/dfe_census/sen2_return__2026-03-28.xml"] = undated
    for name, content in sen2_shapes.blades(sen2_shapes.xml(2026, 6, BLADES)).items():
        files[f"{BLADES}/dfe_census/{name}"] = content
    return loaded(files)


@pytest.fixture(scope="module")
def warehouse(home: Path) -> Warehouse:
    findings = ("case_figures_are_of_a_sen2_return", "sen2_active_plans_have_a_start_date")
    return build(home, *only(*MARTS, *MORE), *findings, as_at="2026-04-20")


@pytest.mark.parametrize("la_code", [XML, BLADES])
def test_each_request_plan_review_and_placement_of_the_latest_return_counts(
    warehouse: Warehouse, la_code: str
) -> None:
    """Each of six children has a request that was refused in 2024 and a plan of 2025."""
    of = f"where la_code = '{la_code}'"
    statuses = f"select status, count(*) from marts.fct_ehc_requests {of} group by 1 order by 1"
    assert warehouse.rows(statuses) == [("issued", 6), ("refused", 6)]
    reviews = f"select count(*), min(meeting_date)::varchar from marts.fct_annual_reviews {of}"
    assert warehouse.rows(f"{reviews} and meeting_date is not null") == [(6, "2025-12-01")]
    placements = (
        f"select placement_rank, count(*) from marts.fct_placements {of} group by 1 order by 1"
    )
    assert warehouse.rows(placements) == [(1, 6), (2, 6)]
    plans = f"select primary_need, count(distinct plan_key) from marts.fct_plans_by_month_end {of}"
    assert warehouse.rows(f"{plans} group by 1") == [("ASD", 6)]


def test_a_sex_that_is_unknown_is_none(warehouse: Warehouse) -> None:
    sexes = f"select sex, count(*) from base.base_sen2__persons where la_code = '{XML}' group by 1"
    assert warehouse.rows(f"{sexes} order by 2") == [(None, 1), ("F", 5)]


def test_the_rate_within_20_weeks_is_that_of_the_return(warehouse: Warehouse) -> None:
    rates = (
        "select la_code, completed, within_time_pct from marts.timeliness "
        "where clock = 'final_plan_20_weeks' and period_type = 'calendar_year' "
        f"and period_start = '2025-01-01' and la_code in ('{XML}', '{BLADES}') order by 1"
    )
    assert warehouse.rows(rates) == [(XML, 6, Decimal(100)), (BLADES, 6, Decimal(100))]


def test_once_the_case_system_sends_extracts_the_return_counts_no_more(
    warehouse: Warehouse,
) -> None:
    of = f"where la_code = '{BOTH}'"
    assert warehouse.rows(f"select count(*) from marts.fct_ehc_requests {of}") == [(5,)]
    assert warehouse.rows(f"select count(*) from marts.fct_placements {of}") == [(0,)]


def test_a_finding_names_each_authority_and_the_day_of_its_return(warehouse: Warehouse) -> None:
    found = (
        "select la_code, reference_date::varchar "
        "from test_failures.case_figures_are_of_a_sen2_return order by 1"
    )
    assert warehouse.rows(found) == [(each, "2026-01-15") for each in (XML, BLADES, UNDATED)]


def test_a_plan_without_a_start_date_is_counted_nowhere_and_found(warehouse: Warehouse) -> None:
    found = "select la_code, plans from test_failures.sen2_active_plans_have_a_start_date"
    assert warehouse.rows(found) == [(UNDATED, 1)]
    of = f"where la_code = '{UNDATED}'"
    plans = f"select count(distinct plan_key) from marts.fct_plans_by_month_end {of}"
    assert warehouse.rows(plans) == [(2,)]


def test_before_the_return_was_known_the_one_before_counts(home: Path) -> None:
    earlier = build(home, *only("fct_ehc_requests"), as_at="2026-03-01")
    counts = "select la_code, count(*) from marts.fct_ehc_requests group by 1 order by 1"
    assert earlier.rows(counts) == [(XML, 18)]


def test_the_tables_that_a_return_of_blades_lacks_are_named(
    loaded: Callable[..., Path],
) -> None:
    blades = sen2_shapes.blades(sen2_shapes.xml(2026, 2, BLADES))
    absent = ("senneed", "plandetail")
    sent = {
        f"{BLADES}/dfe_census/{name}": content
        for name, content in blades.items()
        if not any(each in name.lower() for each in absent)
    }
    assert len(sent) == len(blades) - len(absent)
    finding = "sen2_returns_lack_tables"
    found = build(loaded(sent), *only("base_ingest__loads"), finding, as_at="2026-04-20")
    rows = found.rows(f"select la_code, absent_table from test_failures.{finding} order by 2")
    assert rows == [(BLADES, "sen2_plan_detail"), (BLADES, "sen2_sen_need")]
