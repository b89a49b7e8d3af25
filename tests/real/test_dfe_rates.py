"""Every percentage of DfE's two releases, recomputed from DfE's counts, and why some differ.

The figures are those of "Education, health and care plans", releases 2022 and 2025.
"""

from decimal import Decimal

import pytest

TWENTY_WEEKS = ("within_20_weeks_pct", "within_20_weeks_excluding_exceptions_pct")


def by_cause(marts, measure: str, vintage: str) -> dict[str, int]:
    return dict(
        marts.execute(
            "select cause, count(*) from marts.dfe_rates_recomputed "
            "where measure = ? and vintage = ? group by cause",
            [measure, vintage],
        ).fetchall()
    )


def test_every_twenty_week_rate_of_both_releases_is_that_of_its_counts(marts):
    """Release 2025 has 970 areas and years, release 2022 has 1,294. DfE prints a symbol instead of
    a rate where there is no case, and where it doesn't show the counts."""
    including, excluding = TWENTY_WEEKS
    assert by_cause(marts, including, "2025") == {
        "agrees": 963, "denominator_is_zero": 2, "rate_and_counts_marked": 5,
    }  # fmt: skip
    assert by_cause(marts, excluding, "2025") == {
        "agrees": 961, "denominator_is_zero": 4, "rate_and_counts_marked": 5,
    }  # fmt: skip
    assert by_cause(marts, including, "2022") == {"agrees": 1219, "denominator_is_zero": 75}
    assert by_cause(marts, excluding, "2022") == {"agrees": 1209, "denominator_is_zero": 85}


def test_the_authorities_without_any_case_are_named(marts):
    rows = marts.execute(
        "select area_name, period from marts.dfe_rates_recomputed where vintage = '2025' "
        "and measure = 'within_20_weeks_excluding_exceptions_pct' "
        "and cause = 'denominator_is_zero' and period = '2024' order by 1"
    ).fetchall()
    assert rows == [("City of London", "2024"), ("Dorset", "2024")]


def test_thirty_eight_six_week_rates_have_undated_decisions_in_their_denominator(marts):
    """They differ by 3.7 points at most. England in 2023: 84.8 published, 84.9 recomputed."""
    rows = marts.execute(
        "select area_name, period, published_pct, recomputed_pct, difference, explanation "
        "from marts.dfe_rates_recomputed where cause = 'denominator_differs'"
    ).fetchall()
    assert len(rows) == 38
    assert {row[5] for row in rows} == {"DfE also counts decisions without a date"}
    assert all(row[4] < 0 for row in rows)
    assert min((row[4], row[0]) for row in rows) == (Decimal("-3.7"), "Wokingham")
    [england] = [row[:4] for row in rows if row[0] == "England"]
    assert england == ("England", "2023", Decimal("84.8"), Decimal("84.9"))


def test_only_the_rates_of_two_needs_in_surrey_are_of_other_counts(marts):
    rows = marts.execute(
        "select area_name, measure, published_pct, recomputed_pct, numerator, denominator "
        "from marts.dfe_rates_recomputed where cause = 'counts_differ' order by measure"
    ).fetchall()
    need = "plans_by_primary_need_pct"
    assert rows == [
        ("Surrey", f"{need}_sld", Decimal("7.8"), Decimal("3.7"), 595, 16069),
        ("Surrey", f"{need}_spld", Decimal("0.1"), Decimal("4.1"), 665, 16069),
    ]


def test_no_rate_differs_without_a_cause(marts):
    assert marts.execute(
        "select cause, count(*) from marts.dfe_rates_recomputed where not agrees "
        "group by cause order by cause"
    ).fetchall() == [("counts_differ", 2), ("denominator_differs", 38)]


@pytest.mark.parametrize(
    ("measure", "period", "gap"),
    [
        ("plans_issued", "2022", 65512 - 64641),
        ("plans_issued", "2023", 80945 - 80624),
        ("plans_issued", "2024", 0),
        ("requests_received", "2024", 0),
    ],
)
def test_authorities_sum_to_less_than_england_where_some_are_not_shown(marts, measure, period, gap):
    """England's figure includes the authorities whose own figures DfE doesn't show."""
    [row] = marts.execute(
        "select max(value) filter (where area_level = 'england') "
        "- sum(value) filter (where area_level = 'local_authority') from marts.benchmarks "
        "where measure = ? and period = ? and vintage = '2025'",
        [measure, period],
    ).fetchall()
    assert row == (gap,)


def test_two_of_englands_four_numbers_of_new_plans_in_2024_are_measures(marts):
    """The release's files of new plans and of timeliness have the two below. Its files of
    assessments and of needs have two others, 98,547 and 97,563."""
    assert marts.execute(
        "select measure, value from marts.benchmarks where area_level = 'england' "
        "and measure in ('plans_new', 'plans_issued') and period = '2024' and vintage = '2025' "
        "order by measure"
    ).fetchall() == [("plans_issued", 90392), ("plans_new", 97747)]


@pytest.mark.parametrize(
    ("measure", "period", "value", "numerator", "denominator"),
    [
        ("annual_reviews_expected", "2024", 524654, None, None),
        ("annual_reviews_with_meeting", "2024", 453761, None, None),
        ("annual_reviews_without_meeting", "2024", 70893, None, None),
        ("annual_reviews_decided_within_4_weeks_pct", "2024", "44.4", 154924, 348759),
        ("not_issued_within_16_weeks_pct", "2024", "34.1", 2179, 6391),
    ],
)
def test_reviews_and_sixteen_weeks_are_measures(
    marts, measure, period, value, numerator, denominator
):
    assert marts.execute(
        "select value, numerator, denominator from marts.benchmarks where area_level = 'england' "
        "and measure = ? and period = ? and vintage = '2025'",
        [measure, period],
    ).fetchall() == [(Decimal(value), numerator, denominator)]


def test_hillingdon_is_compared_with_its_ten_neighbours_pooled(marts):
    """The neighbours are the ten of DfE's model of May 2025; their rate is calculated here."""
    neighbours = ["313", "317", "320", "874", "307", "852", "310", "870", "871", "331"]
    within, issued = marts.execute(
        "select sum(numerator), sum(denominator) from marts.benchmarks where period = '2024' "
        "and measure = 'within_20_weeks_pct' and vintage = '2025' and area_code in "
        f"({', '.join(['?'] * 10)})",
        neighbours,
    ).fetchone()
    pooled = (Decimal(100) * within / issued).quantize(Decimal("0.1"))
    assert marts.execute(
        "select value, neighbours_value, neighbours_method, neighbours_counted, region_name, "
        "region_value, england_value from marts.authority_benchmarks where la_code = '312' "
        "and measure = 'within_20_weeks_pct' and period = '2024' and vintage = '2025'"
    ).fetchall() == [
        (Decimal("89.2"), pooled, "pooled", 10, "London", Decimal("64.7"), Decimal("45.9"))
    ]
    assert marts.execute(
        "select area_code, la_code, method, areas_counted from marts.benchmarks "
        "where compared_la_code = '312' and measure = 'plans_january' and period = '2025'"
    ).fetchall() == [("SN312", None, "mean", 10)]
