"""The needs profile of the demonstration authorities, and what can be derived from the published
one."""

from collections import defaultdict

import pytest

from publish import audiences
from tests.night.attacker import Known, interval_widths

AUTHORITIES = ("990", "991")
KEY = "primary_need, phase, setting_type, sex"
WIDE_ENOUGH = 3  # children between the least and the most that a suppressed row can count


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_the_profile_is_what_the_generator_counted(demonstration, la_code):
    expected = demonstration.answers["authorities"][la_code]["expected"]["needs_profile"]
    for day, cells in expected.items():
        found = demonstration.first.rows(
            f"select concat_ws('|', {KEY}), plans from marts.needs_profile "
            f"where la_code = '{la_code}' and as_at = '{day}'"
        )
        assert dict(found) == cells, day


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_the_change_on_the_year_is_the_difference_of_the_counts(demonstration, la_code):
    expected = demonstration.answers["authorities"][la_code]["expected"]["needs_profile"]
    year_before, *_, month_end = sorted(expected)
    found = demonstration.first.rows(
        f"select concat_ws('|', {KEY}), change_on_year, authority_plans from marts.needs_profile "
        f"where la_code = '{la_code}' and as_at = '{month_end}'"
    )
    assert {cell: (change, whole) for cell, change, whole in found} == {
        cell: (plans - expected[year_before].get(cell, 0), sum(expected[month_end].values()))
        for cell, plans in expected[month_end].items()
    }


def test_each_census_day_of_the_profile_is_that_of_plan_growth(demonstration):
    differences = demonstration.first.rows(
        "select growth.la_code, calendar_year from marts.plan_growth as growth "
        "full join (select la_code, year(as_at) as calendar_year, sum(plans) as plans "
        "from marts.needs_profile where is_census_day group by all) as profile "
        "using (la_code, calendar_year) "
        "where coalesce(local_plans_january, 0) <> coalesce(profile.plans, 0)"
    )
    assert differences == []


def test_no_suppressed_row_can_be_derived(demonstration):
    """Each suppressed row of the latest month-ends and of the census days can be at least four
    numbers of children, given all that its table shows."""
    tables = defaultdict(dict)
    for la_code, as_at, plans, *row in demonstration.first.rows(
        f"select la_code, as_at, plans, {KEY} from marts.needs_profile_published "
        "where as_at >= '2026-08-31' or is_census_day"
    ):
        tables[la_code, as_at][tuple(row)] = plans
    assert len(tables) >= 2 * 10
    for table, rows in tables.items():
        width = interval_widths(Known(rows), WIDE_ENOUGH)
        assert {row: wide for row, wide in width.items() if wide < WIDE_ENOUGH} == {}, table


def test_the_open_folder_leaves_no_authority_out_and_holds_no_table_of_small_counts(demonstration):
    published = demonstration.first.home / "published"
    assert audiences.withheld(published) == []
    held = {path.stem for path in (published / "open" / "marts").glob("*.parquet")}
    assert {"needs_profile_published", "timeliness_published", "benchmarks"} <= held
    assert held & {"needs_profile", "timeliness", "sen_prevalence", "fct_ledger"} == set()
    assert {page.name for page in (published / "pages").iterdir()} == {"990.html", "991.html"}


def test_a_change_is_shown_only_between_two_figures_that_are_shown(demonstration):
    """One table then reveals nothing about another, and each can be tested by itself."""
    pairs = demonstration.first.rows(
        "select this_year.plans, this_year.change_on_year, before.plans "
        "from marts.needs_profile_published as this_year "
        "join marts.needs_profile_published as before on before.la_code = this_year.la_code "
        + " ".join(f"and before.{name} = this_year.{name}" for name in KEY.split(", "))
        + " and not before.is_census_day and not this_year.is_census_day "
        "and before.as_at = last_day(this_year.as_at - interval 1 year)"
    )
    assert len(pairs) > 1000
    for plans, change, before in pairs:
        if plans is None or before is None:
            assert change is None
        else:
            assert change == plans - before


def test_few_plans_are_in_suppressed_cells_that_are_not_small(demonstration):
    """Plans in cells that only complementary suppression removes, as a share of all plans."""
    [(suppressed, plans)] = demonstration.first.rows(
        "select sum(profile.plans) filter (published.suppressed and profile.plans > 5), "
        "sum(profile.plans) from marts.needs_profile as profile "
        f"join marts.needs_profile_published as published using (la_code, as_at, {KEY}) "
        "where as_at > '2024-11-20'"
    )
    assert suppressed < plans / 10
