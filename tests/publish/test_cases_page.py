"""The Monday page lists single cases by key, for the audience of cases alone."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from publish.page import cases_page
from tests.publish import page_marts
from tests.publish.written_pages import facts, loads, rows

AS_AT = date(2026, 11, 20)
CONTRACT = "dbt_project/models/marts/timeliness/_cases_due.yml"
KEY = "0123456789abcdef0123456789abcdef"
# What the sections that the figures page has too read; test_manager_page.py tests them.
SHARED = {
    "ehc_activity": "period_type varchar, period_start date, is_complete boolean, "
    "requests_received bigint, requests_received_year_before bigint, "
    "requests_received_change_pct decimal(9,1), agreed_to_issue bigint, "
    "agreed_to_issue_year_before bigint, agreed_to_issue_change_pct decimal(9,1)",
    "timeliness": "clock varchar, period_type varchar, period_start date, completed bigint, "
    "within_time_pct decimal(9,1)",
    "timeliness_weekly": "week_end date, issued_13_weeks bigint, "
    "within_time_13_weeks_pct decimal(9,1)",
    "plan_growth": "calendar_year integer, plans_january bigint, growth_pct decimal(9,1), "
    "basis varchar, is_series_break boolean",
    "benchmarks": "area_code varchar, area_level varchar, area_name varchar, vintage varchar, "
    "period varchar, measure varchar, value decimal(9,1), is_latest boolean",
    "benchmark_growth": "compared_la_code varchar, area_code varchar, area_name varchar, "
    "area_level varchar, vintage varchar, from_year integer, to_year integer, "
    "plans_to decimal(9,1), growth_pct decimal(9,1)",
    "dim_need": "primary_need varchar, need_label varchar, need_order integer",
    "needs_profile_published": "as_at date, breakdown varchar, primary_need varchar, "
    "plans bigint, plans_pct decimal(9,1), suppressed boolean, is_census_day boolean",
    "need_growth": "calendar_year integer, primary_need varchar, plans_january bigint, "
    "plans_january_after bigint, growth_pct decimal(9,1), years_in_mean integer, "
    "mean_growth_before_pct decimal(9,1)",
    "lateness": "clock varchar, period_type varchar, period_start date, band_label varchar, "
    "band_order integer, cases bigint, with_exception bigint, after_late_decision bigint, "
    "after_late_advice bigint",
    "annual_reviews_by_provider": "provider varchar, due_month date, reviews bigint, "
    "decided_in_time bigint, decided_late bigint, overdue bigint, meeting_held bigint, "
    "due bigint, as_at date",
    "transitions": "pathway varchar, is_total boolean, identified bigint, transitioned bigint, "
    "casework_open bigint",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, str]:
    """990 has one case of each kind, and 101 reviews due later; 991 has nothing due."""
    folder = tmp_path_factory.mktemp("publication")
    (folder / "cases").mkdir()
    with duckdb.connect(str(folder / "cases" / "send.duckdb")) as db:
        db.execute("create schema marts")
        db.execute("create schema ops")
        db.execute(page_marts.PUBLICATIONS)
        for name, columns in SHARED.items():
            db.execute(f"create table marts.{name} (la_code varchar, {columns})")
        db.execute(
            "create table marts.fct_ehc_requests as from (values ('990'), ('991')) r (la_code)"
        )
        db.execute(
            "create table marts.fct_cases_due as from (values "
            f"('990', 'decision_6_weeks', 'r1', '{KEY}', 'North <team>', 'awaiting_decision', "
            "null, date '2026-11-17', 'overdue', 3), "
            "('990', 'final_plan_20_weeks', 'r2', 'r2', null, 'agreed_not_issued', null, "
            "date '2026-11-25', 'this_week', null), "
            "('990', 'advice_6_weeks', 'a1', 'r2', 'South', 'advice_awaited', 'social_care', "
            "date '2026-11-10', 'overdue', 10), "
            "('990', 'phase_transfer', 'p1', 'p1', 'West', 'place_not_named', null, "
            "date '2026-12-01', 'next_week', null)) c (la_code, clock, item_key, case_key, team, "
            "stage, waiting_for, due_date, due_in, days_overdue)"
        )
        db.execute("alter table marts.fct_cases_due add week_start date default '2026-11-23'")
        db.execute(
            "insert into marts.fct_cases_due select '990', 'annual_review_12_months', 'v' || n, "
            "'v' || n, 'West', 'no_meeting_held', 'Tarnhouse', date '2027-01-01', 'later', null, "
            "date '2026-11-23' from range(101) numbers (n)"
        )
        db.execute(
            "create table marts.open_cases_by_team as from (values "
            "('990', 'North <team>', 'h1', 2, 1, 1, 30, 4, 5), "
            "('990', 'North <team>', 'h2', 3, 0, 0, 20, 0, 1)) t (la_code, team, "
            "case_holder_key, open_requests, requests_due_in_28_days, requests_overdue, "
            "plans_held, reviews_due_in_28_days, reviews_overdue)"
        )
    return page_marts.pages_of(folder, cases_page.PAGES)


def section(page: str, title: str) -> str:
    return page.partition(f"<h2>{title}")[2].partition("</section>")[0]


def test_each_authority_has_a_page_also_where_nothing_is_due(pages):
    assert set(pages) == {"990.html", "991.html"}
    assert "Nothing is overdue." in pages["991.html"]
    assert ("0", "overdue") in facts(pages["991.html"])


def test_what_is_overdue_and_due_is_counted(pages):
    shown = facts(pages["990.html"])
    assert shown[:4] == [
        ("2", "overdue"),
        ("1", "due this week"),
        ("1", "due next week"),
        ("1", "pieces of advice awaited"),
    ]
    counted = rows(section(pages["990.html"], "What is to be done"))
    assert ["Annual review (12 months)", "0", "0", "0", "101"] in counted
    assert ["Phase transfer (new place named)", "0", "0", "1", "0"] in counted


@pytest.mark.parametrize(
    ("column", "labels"), [("clock", cases_page.CLOCKS), ("stage", cases_page.STAGES)]
)
def test_every_duty_and_stage_of_the_table_has_words(column, labels):
    [mart, *_] = yaml.safe_load((Path(__file__).parents[2] / CONTRACT).read_text("utf-8"))["models"]
    [values] = [
        test["accepted_values"]["arguments"]["values"]
        for each in mart["columns"]
        if each["name"] == column
        for test in each["data_tests"]
        if "accepted_values" in test
    ]
    assert set(labels) == set(values)


def test_who_is_overdue_has_key_stage_team_and_days_in_words(pages):
    overdue = rows(section(pages["990.html"], "Overdue, longest first"))[1:]
    assert overdue == [
        [
            "<code>r2</code>", "Advice of a partner (6 weeks)", "advice awaited: social care",
            "South", "10 November 2026", "10 days over",
        ],
        [
            f"<code>{KEY}</code>", "Decision whether to assess (6 weeks)",
            "awaiting the decision to assess", "North &lt;team&gt;", "17 November 2026",
            "3 days over",
        ],
    ]  # fmt: skip


def test_the_weeks_decisions_advice_and_transfers_have_their_tables(pages):
    page = pages["990.html"]
    this_week = section(page, "Due this week")
    assert "from Monday 23 November 2026" in this_week
    assert [row[0] for row in rows(this_week)[1:]] == ["<code>r2</code>"]
    assert [row[0] for row in rows(section(page, "Due next week"))[1:]] == ["<code>p1</code>"]
    decisions = rows(section(page, "Decisions whether to assess"))[1:]
    assert [row[0] for row in decisions] == [f"<code>{KEY}</code>"]
    assert ["social care", "1", "1", "10"] in rows(section(page, "Advice awaited"))
    ahead = section(page, "Annual reviews and phase transfers")
    assert "102 in all. The first 100; 2 more are in the table fct_cases_due." in ahead
    assert len(rows(ahead)[1:]) == 100
    assert ["North &lt;team&gt;", "5", "1", "1", "50", "4", "6"] in rows(section(page, "Teams"))


def test_below_are_the_months_trends_and_neighbours(pages):
    for title in ("Requests and plans by quarter and month", "Plans issued within 20 weeks"):
        assert title in pages["990.html"].partition("<h2>Teams")[2]


def test_the_page_loads_nothing_and_escapes_its_text(pages):
    assert loads(pages["990.html"]) == []
    assert "<team>" not in pages["990.html"]
