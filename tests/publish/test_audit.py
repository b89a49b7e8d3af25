"""The audit of the open tables: what a reader can derive from all of them together."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

from publish.disclosure import audit, small_counts
from publish.disclosure.bounds import Impossible

PROFILE = "marts.needs_profile_published"
RATES = "marts.timeliness_published"
BANDS = "marts.open_requests_published"
WARDS = "marts.plans_by_ward_published"
DAY = "2026-10-31"
DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project" / "dbt_project.yml"


def test_the_marts_and_the_pages_suppress_the_same_counts() -> None:
    variables = yaml.safe_load(DBT_PROJECT.read_text("utf-8"))["vars"]
    assert variables["smallest_shown_count"] == small_counts.SMALLEST_SHOWN


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            attach ':memory:' as send;
            create schema send.marts;
            create table send.{PROFILE} (
                la_code varchar, as_at date, is_census_day boolean, primary_need varchar,
                phase varchar, setting_type varchar, sex varchar, plans bigint,
                authority_plans bigint, plans_pct decimal(9, 1), change_on_year bigint
            );
            create table send.{RATES} (
                la_code varchar, clock varchar, period_start date, completed bigint,
                within_time bigint, within_time_pct decimal(9, 1),
                completed_excluding_exceptions bigint,
                within_time_excluding_exceptions bigint,
                within_time_excluding_exceptions_pct decimal(9, 1)
            );
            create table send.{BANDS} (
                la_code varchar, as_at date, band varchar, is_total boolean, requests bigint
            );
            create table send.{WARDS} (
                la_code varchar, counted_on date, ward_code varchar, is_total boolean, plans bigint
            );
            """
        )
        yield connection


def profile(db, as_at: str, whole: int | None, plans: dict[str, int | None], **shown) -> None:
    """A table of one dimension that matters: the needs, each a total and a cell.

    `shown` has `pct` and `change` by need.
    """
    rows = [("total", "total", whole)]
    for need, number in plans.items():
        rows += [(need, "total", number), (need, "M", number)]
    for need, other, number in rows:
        pct = shown.get("pct", {}).get(need) if other == "total" else None
        change = shown.get("change", {}).get(need) if other == "total" else None
        # The other dimensions have one value each, so their totals are the whole.
        db.execute(
            f"insert into send.{PROFILE} values ('990', $1, false, $2, $3, $3, $3, $4, $5, $6, $7)",
            [as_at, need, other, number, whole, pct, change],
        )


def derived(db, *tables: str) -> set[str]:
    return {secret.counts for secret in audit.unsafe(db, "send", tables)}


def test_hidden_counts_that_can_differ_by_three_or_more_are_safe(db):
    profile(db, DAY, 100, {"ASD": 80, "HI": None, "VI": None})  # 20 between the two
    assert derived(db, PROFILE) == set()


def test_a_total_less_the_rest_gives_a_single_hidden_count(db):
    profile(db, DAY, 100, {"ASD": 80, "MLD": 16, "HI": None})
    assert any("HI" in counts for counts in derived(db, PROFILE))


def test_two_hidden_counts_of_few_people_are_each_known_within_two(db):
    """Together 4, and none is empty: each is 1, 2 or 3."""
    profile(db, DAY, 100, {"ASD": 96, "HI": None, "VI": None})
    found = derived(db, PROFILE)
    assert any("HI" in counts for counts in found)
    assert any("VI" in counts for counts in found)


def test_a_count_of_1_to_5_that_is_shown_is_found(db):
    profile(db, DAY, 100, {"ASD": 97, "HI": 3})
    assert any("HI" in counts for counts in derived(db, PROFILE))


def test_a_percentage_beside_a_hidden_count_gives_it_away(db):
    """3.0 % of 100 are between 2.95 and 3.05."""
    profile(db, DAY, 100, {"ASD": 80, "HI": None, "VI": None}, pct={"HI": "3.0"})
    assert any("HI" in counts for counts in derived(db, PROFILE))


def test_a_change_on_the_year_gives_the_hidden_count_of_the_year_before(db):
    """ASD has 80 now, 77 more than a year ago, when it was hidden together with 20 of HI."""
    profile(db, "2025-10-31", 53, {"ASD": None, "MLD": 30, "HI": None})
    assert derived(db, PROFILE) == set()
    profile(db, DAY, 140, {"ASD": 80, "MLD": 60}, change={"ASD": 77})
    assert any("2025-10-31, ASD" in counts for counts in derived(db, PROFILE))


def rates(db, *figures: object) -> None:
    db.execute(
        f"insert into send.{RATES} values "
        "('990', 'final_plan_20_weeks', '2026-04-01', $1, $2, $3, $4, $5, $6)",
        list(figures),
    )


def test_few_late_cases_are_derived_from_count_and_rate(db):
    """40 completed and 92.5 % in time, whether the number in time is shown or not: 3 are late."""
    rates(db, 40, None, "92.5", None, None, None)
    assert any(counts.endswith("late") for counts in derived(db, RATES))


def test_few_exceptions_are_derived_from_the_rates_with_and_without_them(db):
    rates(db, 40, 30, "75.0", 38, 30, "78.9")
    assert any("exception" in counts for counts in derived(db, RATES))


def test_a_half_year_with_many_of_each_is_safe_and_one_that_is_hidden_too(db):
    rates(db, 40, 30, "75.0", None, None, None)
    rates(db, None, None, None, None, None, None)
    rates(db, 40, 30, "75.0", 40, 30, "75.0")  # nobody has an exception
    assert derived(db, RATES) == set()


def bands(db, **requests: int | None) -> None:
    for band, number in requests.items():
        db.execute(
            f"insert into send.{BANDS} values ('990', '2026-11-20', $1, $1 = 'total', $2)",
            [band, number],
        )


def test_a_total_less_the_visible_bands_gives_the_hidden_one(db):
    bands(db, total=52, up_to_6_weeks=21, over_6_to_20_weeks=26, over_20_weeks=None)
    assert derived(db, BANDS) == {"open_requests_published, 2026-11-20, over_20_weeks"}


def test_two_hidden_bands_of_many_requests_are_safe(db):
    bands(db, total=52, up_to_6_weeks=None, over_6_to_20_weeks=26, over_20_weeks=None)
    assert derived(db, BANDS) == set()


def wards(db, day: str, **plans: int | None) -> None:
    for ward, number in plans.items():
        db.execute(
            f"insert into send.{WARDS} values ('990', $1, $2, $2 = 'total', $3)",
            [day, ward, number],
        )


def test_a_total_less_the_visible_wards_gives_the_hidden_one(db):
    wards(db, DAY, total=100, E1=80, E2=16, E3=None)
    assert derived(db, WARDS) == {f"plans_by_ward_published, {DAY}, E3"}


def test_hidden_wards_are_derived_from_the_total_that_the_needs_profile_shows(db):
    """The wards alone show no total. With the profile's 100 the two hidden ones have 4 together."""
    wards(db, DAY, total=None, E1=80, E2=16, E3=None, E4=None)
    profile(db, DAY, 100, {"ASD": 80, "MLD": 20})
    assert derived(db, WARDS) == set()
    assert derived(db, PROFILE) == set()
    found = derived(db, PROFILE, WARDS)
    assert found == {f"plans_by_ward_published, {DAY}, {ward}" for ward in ("E3", "E4")}


def test_a_hidden_need_is_derived_from_the_total_that_the_wards_show(db):
    profile(db, DAY, None, {"ASD": 80, "MLD": 17, "HI": None})
    wards(db, DAY, total=100, E1=80, E2=20)
    assert derived(db, PROFILE) == set()
    assert any("HI" in counts for counts in derived(db, PROFILE, WARDS))


def test_wards_of_another_day_say_nothing_about_the_profile(db):
    wards(db, "2026-01-15", total=None, E1=80, E2=16, E3=None, E4=None)
    profile(db, DAY, 100, {"ASD": 80, "MLD": 20})
    assert derived(db, PROFILE, WARDS) == set()


def test_two_totals_of_one_day_that_differ_stop_the_publication(db):
    """Who is in one of them and not in the other would be known."""
    wards(db, DAY, total=100, E1=80, E2=20)
    profile(db, DAY, 101, {"ASD": 81, "MLD": 20})
    with pytest.raises(ValueError, match=f"990: two open tables count 101 and 100 plans on {DAY}"):
        audit.unsafe(db, "send", [PROFILE, WARDS])


def test_an_open_table_that_no_audit_reads_stops_the_publication(db):
    with pytest.raises(ValueError, match=r"marts\.new_table: the contract has .* but no audit"):
        audit.unsafe(db, "send", ["marts.new_table"])


def test_tables_that_contradict_each_other_are_not_taken_for_safe(db):
    """The parts that are shown are more than the whole."""
    profile(db, DAY, 100, {"ASD": 120, "HI": None, "VI": None})
    with pytest.raises(Impossible, match="No counts of people fit the open tables"):
        audit.unsafe(db, "send", [PROFILE])
