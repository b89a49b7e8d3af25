"""Each metric, asked for through MetricFlow, is the figure of its mart."""

from decimal import Decimal
from typing import Any

import pytest

from tests.night.metric_query import Metrics

IN_TIME = "from marts.timeliness where clock = 'final_plan_20_weeks' and period_type = 'month'"
MONTHS = "from marts.ehc_activity where period_type = 'month'"
LAST_PERIOD = """
    from marts.dsg_outturn o
    where is_total and financial_period = (
        select max(financial_period) from marts.dsg_outturn l
        where l.la_code = o.la_code and l.financial_year = o.financial_year
    )
"""
LATEST_REPORT = """
    from marts.savings_workstreams o
    where delivered_gbp is not null and as_at = (
        select max(as_at) from marts.savings_workstreams l
        where l.la_code = o.la_code and l.workstream = o.workstream
            and l.financial_year = o.financial_year
    )
"""
CATEGORIES = ["la_code", "spend_row__financial_year", "spend_row__spend_category"]
EXACT = {
    "plans_issued": (
        ["la_code", "timeliness_row__period_start__month"],
        f"select la_code, period_start, completed {IN_TIME}",
    ),
    "plans": (
        ["la_code", "activity_row__period_start__month"],
        f"select la_code, period_start, active_at_end {MONTHS}",
    ),
    "new_requests": (
        ["la_code", "activity_row__period_start__month"],
        f"select la_code, period_start, requests_received {MONTHS}",
    ),
    "committed": (
        [*CATEGORIES, "spend_row__financial_period"],
        "select la_code, financial_year, spend_category, financial_period, committed_gbp "
        "from marts.placement_spend",
    ),
    "actual": (
        [*CATEGORIES, "spend_row__financial_period"],
        "select la_code, financial_year, spend_category, financial_period, actual_gbp "
        "from marts.placement_spend",
    ),
    "forecast": (
        ["la_code", "outturn_row__financial_year"],
        f"select la_code, financial_year, forecast_outturn_gbp {LAST_PERIOD}",
    ),
    "forecast_variance": (
        ["la_code", "outturn_row__financial_year"],
        f"select la_code, financial_year, variance_gbp {LAST_PERIOD}",
    ),
    "in_year_deficit": (
        ["la_code", "deficit_row__financial_year"],
        "select la_code, financial_year, in_year_gbp from marts.dsg_deficit "
        "where version = 'latest'",
    ),
    "retained_deficit": (
        ["la_code", "deficit_row__year_start__year"],
        "select la_code, date_trunc('year', make_date(cast(left(financial_year, 4) as integer), 1, "
        "1)), closing_gbp from marts.dsg_deficit where version = 'latest'",
    ),
    "savings_delivered": (
        ["la_code", "savings_row__financial_year", "savings_row__workstream"],
        f"select la_code, financial_year, workstream, delivered_gbp {LATEST_REPORT}",
    ),
}
RATES = {
    "twenty_week_rate": (
        ["la_code", "timeliness_row__period_start__month"],
        f"select la_code, period_start, within_time_pct {IN_TIME}",
    ),
    "twenty_week_rate_without_exceptions": (
        ["la_code", "timeliness_row__period_start__month"],
        f"select la_code, period_start, within_time_excluding_exceptions_pct {IN_TIME}",
    ),
    "plan_growth": (
        ["la_code", "growth_row__january__year"],
        "select la_code, make_date(calendar_year, 1, 1), growth_pct from marts.plan_growth",
    ),
    "savings_delivered_share": (
        ["la_code", "savings_row__financial_year", "savings_row__workstream"],
        f"select la_code, financial_year, workstream, delivered_pct {LATEST_REPORT}",
    ),
}


@pytest.fixture(scope="module")
def metrics(demonstration) -> Metrics:
    manifest = demonstration.first.home / "dbt" / "target" / "semantic_manifest.json"
    return Metrics(manifest, (demonstration.first.home / "published" / "send.duckdb").resolve())


def of_mart(demonstration: Any, query: str) -> dict[tuple[str, ...], Decimal]:
    rows = demonstration.first.rows(query)
    return {key(row): row[-1] for row in rows if row[-1] is not None}


def key(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(part)[:10] for part in row[:-1])


@pytest.mark.parametrize("metric", EXACT)
def test_a_count_or_amount_is_that_of_its_mart(demonstration, metrics: Metrics, metric: str):
    by, query = EXACT[metric]
    expected = of_mart(demonstration, query)
    assert expected
    assert {key(row): row[-1] for row in metrics.query(metric, by)} == expected


@pytest.mark.parametrize("metric", RATES)
def test_a_rate_is_the_percentage_of_its_mart(demonstration, metrics: Metrics, metric: str):
    by, query = RATES[metric]
    expected = of_mart(demonstration, query)
    found = {key(row): row[-1] for row in metrics.query(metric, by)}
    assert expected
    assert found.keys() == expected.keys()
    for each, share in found.items():
        assert abs(100 * float(share) - float(expected[each])) < 0.0501, (metric, each)


def test_the_average_cost_per_plan_is_that_of_the_last_period(demonstration, metrics: Metrics):
    expected = of_mart(
        demonstration,
        """
        select la_code, financial_year, spend_category, average_annual_cost_gbp
        from marts.placement_spend o where financial_period = (
            select max(financial_period) from marts.placement_spend l
            where l.la_code = o.la_code and l.financial_year = o.financial_year
        )
        """,
    )
    found = {key(row): row[-1] for row in metrics.query("average_cost_per_plan", CATEGORIES)}
    assert expected
    assert found.keys() == expected.keys()
    for each, cost in found.items():
        assert abs(float(cost) - float(expected[each])) < 0.0051, each


def test_a_state_over_several_months_is_that_of_the_last_one(demonstration, metrics: Metrics):
    expected = demonstration.first.rows(
        "select la_code, arg_max(active_at_end, period_start) from marts.ehc_activity "
        "where period_type = 'month' group by all order by 1"
    )
    assert metrics.query("plans", ["la_code"]) == expected


def test_no_metric_is_left_out(metrics: Metrics):
    parts = {
        "plans_issued_in_time",
        "plans_issued_without_exceptions",
        "plans_issued_in_time_without_exceptions",
        "plans_in_january",
        "plans_in_january_before",
        "committed_for_a_year",
        "placement_days",
        "savings_target",
    }
    assert metrics.names == {*EXACT, *RATES, "average_cost_per_plan"} | parts
