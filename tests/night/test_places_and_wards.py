"""Places, wards and the Monday page of the demonstration authorities."""

from datetime import date

import pytest

AUTHORITIES = ("990", "991")


def expected(demonstration, la_code: str, name: str):
    return demonstration.answers["authorities"][la_code]["expected"][name]


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_plans_by_ward_are_those_that_the_generator_counted(demonstration, la_code):
    counted = expected(demonstration, la_code, "plans_by_ward")
    found = demonstration.first.rows(
        "select ward_code, plans, placed_in_area + placed_out_of_area + area_not_known + "
        f"not_placed from marts.plans_by_ward_and_area where la_code = '{la_code}'"
    )
    assert {ward: (plans, parts) for ward, plans, parts in found} == {
        ward: (plans, plans) for ward, plans in counted.items()
    }
    shown = demonstration.first.rows(
        "select ward_code, plans from marts.plans_by_ward "
        f"where la_code = '{la_code}' and breakdown = 'ward_code'"
    )
    assert {ward for ward, _ in shown} == set(counted)
    assert all(plans in (None, counted[ward]) for ward, plans in shown)
    assert all(plans is None for ward, plans in shown if counted[ward] < 6)


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_open_wards_are_those_of_the_census_day_with_small_ones_suppressed(demonstration, la_code):
    counted = expected(demonstration, la_code, "plans_by_ward_on_census_day")
    found = {
        ward: plans
        for ward, plans, day in demonstration.first.rows(
            "select ward_code, plans, counted_on from marts.plans_by_ward_published "
            f"where la_code = '{la_code}'"
        )
        if day == date(2026, 1, 15)
    }
    assert found.pop("total") == sum(counted.values())
    assert set(found) == set(counted)
    assert all(plans in (None, counted[ward]) for ward, plans in found.items())
    assert all(plans is None for ward, plans in found.items() if counted[ward] < 6)
    assert len([plans for plans in found.values() if plans]) > 5
    assert len([plans for plans in found.values() if plans is None]) != 1


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_planned_places_and_need_are_those_of_the_files(demonstration, la_code):
    answers = expected(demonstration, la_code, "places")
    rows = demonstration.first.rows(
        "select academic_year, sum(planned), sum(planned_committed), sum(forecast_need) "
        f"from marts.place_sufficiency where la_code = '{la_code}' group by all"
    )
    for place, name in enumerate(("planned", "committed", "forecast_need"), start=1):
        found = {row[0]: int(row[place]) for row in rows if row[place]}
        assert found == answers[name], name


def test_children_in_special_schools_are_on_roll_or_elsewhere(demonstration):
    [(on_roll, profile)] = demonstration.first.rows(
        "select (select sum(on_roll_own + own_elsewhere) from marts.place_sufficiency "
        "where is_current and place_type = 'special'), (select sum(plans) from "
        "marts.needs_profile where setting_type = 'special_school' and as_at = '2026-10-31')"
    )
    assert on_roll > 0
    assert abs(on_roll - profile) / profile < 0.1  # three weeks later


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_single_cases_are_on_the_page_of_those_who_may_see_them_alone(demonstration, la_code):
    published = demonstration.first.home / "published"
    [(key,)] = demonstration.first.rows(
        f"select case_key from marts.fct_cases_due where la_code = '{la_code}' "
        "order by due_date, clock, case_key, item_key limit 1"
    )
    assert key in (published / "cases" / "pages" / f"{la_code}.html").read_text("utf-8")
    for folder in ("pages", "figures/pages"):
        assert key not in (published / folder / f"{la_code}.html").read_text("utf-8")
