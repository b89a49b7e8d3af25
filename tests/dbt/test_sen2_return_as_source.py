"""A SEN2 return feeds the marts of an authority that sends no extracts of its case system."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt.conftest import Warehouse, build, only
from tests.ingest import sen2_shapes, shapes

MARTS = ("fct_ehc_requests", "timeliness", "fct_plans_by_month_end", "fct_placements")
MORE = ("fct_annual_reviews", "fct_cases_due", "needs_profile", "ehc_activity")
XML, BLADES, BOTH, UNDATED, YEARS = "312", "313", "205", "318", "314"


def earlier_plan(start: str, ceased: str = "", review: str = "") -> str:
    """A plan of before the return's year, with the day of its last review."""
    reviewed = f"<LastReview>{review}</LastReview>" if review else ""
    ends = f"<CeaseDate>{ceased}</CeaseDate><CeaseReason>1</CeaseReason>" if ceased else ""
    place = sen2_shapes.PLACE.format(n=1)
    stay = f"<PlacementDetail>{place}<EntryDate>{start}</EntryDate></PlacementDetail>"
    in_force = f"<ActivePlans>{stay}{sen2_shapes.NEEDS}{reviewed}</ActivePlans>"
    return (
        "<Requests><RYA>0</RYA><RequestOutcome>H</RequestOutcome>"
        "<Assessment><AssessmentOutcome>H</AssessmentOutcome>"
        f"<NamedPlan><StartDate>{start}</StartDate><PB>0</PB><OA>0</OA>{ends}</NamedPlan>"
        f"</Assessment>{'' if ceased else in_force}</Requests>"
    )


def request(received: str, outcome: str, decided: str = "", issued: str = "") -> str:
    """A request; `issued` is the day of its plan, and H with it is decided before the year."""
    day = f"<ReceivedDate>{received}</ReceivedDate>" if received else ""
    decision = f"<RequestOutcomeDate>{decided}</RequestOutcomeDate>" if decided else ""
    assessment = (
        "<Assessment><AssessmentOutcome>Y</AssessmentOutcome>"
        f"<AssessmentOutcomeDate>{issued}</AssessmentOutcomeDate><Week20>0</Week20>"
        f"<NamedPlan><StartDate>{issued}</StartDate><PB>0</PB><OA>0</OA></NamedPlan></Assessment>"
        f"<ActivePlans>{sen2_shapes.NEEDS}</ActivePlans>"
    )
    return (
        f"<Requests>{day}<RequestSource>2</RequestSource>"
        f"<RYA>0</RYA>{decision}<RequestOutcome>{outcome}</RequestOutcome>"
        f"{assessment if issued else ''}</Requests>"
    )


# By the number of the child in both returns.
FIRST_YEAR = {
    0: request("2024-01-08", "Y", "2024-02-01", issued="2024-05-27"),
    1: earlier_plan("2020-01-10"),
    2: request("2024-11-01", "A"),
    3: request("2024-02-01", "N", "2024-03-01"),
    4: earlier_plan("2020-01-10", ceased="2024-08-31"),
    5: earlier_plan("2022-01-10", review="2024-02-07"),
    7: request("2024-09-02", "Y", "2024-10-10"),
}
SECOND_YEAR = {
    0: earlier_plan("2024-05-27", review="2025-05-20"),
    1: earlier_plan("2020-01-10", ceased="2025-08-31"),
    2: request("2024-11-01", "Y", "2025-01-10", issued="2025-03-21"),
    5: earlier_plan("2022-01-10", review="2025-02-07"),
    6: earlier_plan("2022-01-10", review="2024-12-01"),
    7: request("", "H", issued="2025-02-03"),
}


def a_return(year: int, requests: dict[int, str]) -> str:
    children = (sen2_shapes.person(year, number, text) for number, text in requests.items())
    return sen2_shapes.xml(year, 0, YEARS, extra="".join(children))


@pytest.fixture(scope="module")
def home(loaded: Callable[..., Path]) -> Path:
    """312 sends a return, 313 the same as blades, and persons alone. 205 sends it too, and extracts
    of persons and five requests from 2026-04-01 on. In the return of 318 one of three plans has no
    start date. 314 sends the returns of two years."""
    files: dict[str, str | bytes] = {
        f"{YEARS}/dfe_census/sen2_return__2025-03-28.xml": a_return(2025, FIRST_YEAR),
        f"{YEARS}/dfe_census/sen2_return__2026-03-28.xml": a_return(2026, SECOND_YEAR),
        f"{XML}/dfe_census/sen2_return__2026-03-28.xml": sen2_shapes.xml(2026, 6, XML).replace(
            "<Sex>F</Sex>", "<Sex>U</Sex>", 1
        ),
        f"{BOTH}/dfe_census/sen2_return__2026-03-28.xml": sen2_shapes.xml(2026, 6, BOTH),
        f"{BOTH}/case_system/persons__2026-04-01.csv": shapes.persons(5),
        f"{BOTH}/case_system/requests__2026-04-01.csv": shapes.requests(5),
        f"{BLADES}/case_system/persons__2026-04-01.csv": shapes.persons(5),
    }
    undated = sen2_shapes.xml(2026, 3, UNDATED)
    undated = undated.replace("<StartDate>2025-05-20</StartDate>", "", 1)
    files[f"{UNDATED}/dfe_census/sen2_return__2026-03-28.xml"] = undated
    for name, content in sen2_shapes.blades(sen2_shapes.xml(2026, 6, BLADES)).items():
        files[f"{BLADES}/dfe_census/{name}"] = content
    return loaded(files)


@pytest.fixture(scope="module")
def warehouse(home: Path) -> Warehouse:
    findings = (
        "case_figures_are_of_a_sen2_return", "sen2_active_plans_have_a_start_date",
        "extracts_lack_requests_or_plans",
    )  # fmt: skip
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


def test_persons_alone_are_no_extract_and_requests_without_plans_are_a_finding(
    warehouse: Warehouse,
) -> None:
    persons = f"select count(*) from staging.stg_case_system__persons where la_code = '{BLADES}'"
    assert warehouse.rows(persons) == [(6,)]
    lacking = "select la_code, dataset from test_failures.extracts_lack_requests_or_plans"
    assert warehouse.rows(lacking) == [(BOTH, "plans")]


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
    assert warehouse.rows(found) == [(each, "2026-01-15") for each in (XML, BLADES, YEARS, UNDATED)]


def test_a_plan_without_a_start_date_is_counted_nowhere_and_found(warehouse: Warehouse) -> None:
    found = "select la_code, plans from test_failures.sen2_active_plans_have_a_start_date"
    assert warehouse.rows(found) == [(UNDATED, 1)]
    of = f"where la_code = '{UNDATED}'"
    plans = f"select count(distinct plan_key) from marts.fct_plans_by_month_end {of}"
    assert warehouse.rows(plans) == [(2,)]


def test_the_year_of_an_earlier_return_keeps_its_figures(warehouse: Warehouse) -> None:
    """The later return has the plan of 2024 without its request, and neither the refusal of 2024
    nor the plan that ceased in 2024."""
    activity = (
        "select year(period_start), requests_received, plans_issued, plans_ceased, active_at_end "
        f"from marts.ehc_activity where la_code = '{YEARS}' and period_type = 'calendar_year' "
        "and period_start between '2023-01-01' and '2025-12-31' order by 1"
    )
    assert warehouse.rows(activity) == [(2023, 0, 0, 0, 4), (2024, 4, 1, 1, 4), (2025, 0, 2, 1, 5)]
    rates = (
        "select year(period_start), completed, within_time from marts.timeliness "
        f"where la_code = '{YEARS}' and clock = 'final_plan_20_weeks' "
        "and period_type = 'calendar_year' and completed > 0 order by 1"
    )
    assert warehouse.rows(rates) == [(2024, 1, 1), (2025, 2, 1)]
    children = f"select count(*) from base.base_sen2__persons where la_code = '{YEARS}'"
    assert warehouse.rows(children) == [(8,)]


def test_a_request_decided_before_the_year_of_a_return_counts_by_its_days(
    warehouse: Warehouse,
) -> None:
    """The later return has the request as historical (H, decided before 2025), without the day of
    receipt, and the plan that came of it on day 154. The decision took 38 days in 2024."""
    plan = (
        "select status, received_date::varchar, decision_days, final_plan_days "
        f"from marts.fct_ehc_requests where la_code = '{YEARS}' "
        "and plan_start_date = '2025-02-03'"
    )
    assert warehouse.rows(plan) == [("issued", "2024-09-02", 38, 154)]
    decisions = (
        "select year(period_start), completed, within_time from marts.timeliness "
        f"where la_code = '{YEARS}' and clock = 'decision_6_weeks' "
        "and period_type = 'calendar_year' and completed > 0 order by 1"
    )
    assert warehouse.rows(decisions) == [(2024, 3, 3), (2025, 1, 0)]


def test_a_plan_that_ceased_has_need_and_place_of_the_return_before(warehouse: Warehouse) -> None:
    """The later return has the plan that ceased in August 2025 without module 5. No return has that
    of the plan that ceased in 2024."""
    plans = (
        "select plans.start_date::varchar, plans.cease_date::varchar, needs.primary_need, "
        "count(placement_key) "
        "from staging.stg_case_system__plans as plans "
        "left join intermediate.int_plans_primary_need as needs using (la_code, plan_key) "
        "left join marts.fct_placements as placements using (la_code, plan_key) "
        f"where plans.la_code = '{YEARS}' and plans.cease_date is not null "
        "group by all order by 2"
    )
    assert warehouse.rows(plans) == [
        ("2020-01-10", "2024-08-31", None, 0),
        ("2020-01-10", "2025-08-31", "ASD", 1),
    ]


def test_an_annual_review_counts_only_where_the_return_shows_it(warehouse: Warehouse) -> None:
    """Plans of 2022: the review before that of February 2025 is not known, nor is what followed
    after the return; the one of December 2024 was overdue on its day. No review of the plan that
    ceased is known."""
    of = f"where la_code = '{YEARS}'"
    reviews = (
        "select due_date::varchar, decided_on::varchar, status from marts.fct_annual_reviews "
        f"{of} order by 1"
    )
    assert warehouse.rows(reviews) == [
        ("2025-05-27", "2025-05-20", "decided_in_time"),
        ("2025-12-01", None, "overdue"),
    ]
    counts = (
        "select year(period_start), completed, within_time from marts.timeliness "
        f"{of} and clock = 'annual_review_12_months' and period_type = 'calendar_year' "
        "and completed > 0"
    )
    assert warehouse.rows(counts) == [(2025, 2, 1)]
    due = f"select count(*) from marts.fct_cases_due {of} and clock = 'annual_review_12_months'"
    assert warehouse.rows(due) == [(1,)]


def test_before_the_return_was_known_the_one_before_counts(home: Path) -> None:
    earlier = build(home, *only("fct_ehc_requests"), as_at="2026-03-01")
    counts = "select la_code, count(*) from marts.fct_ehc_requests group by 1 order by 1"
    assert earlier.rows(counts) == [(YEARS, 7)]


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
