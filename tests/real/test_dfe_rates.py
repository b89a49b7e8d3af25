"""Every percentage of DfE's two releases out of DfE's own counts; what holds and what doesn't."""

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
    """970 areas and years in 2025, 1,294 in 2022; a rate is marked where no case or no count is."""
    including, excluding = TWENTY_WEEKS
    assert by_cause(marts, including, "2025") == {
        "agrees": 963, "denominator_is_zero": 2, "rate_and_counts_marked": 5,
    }  # fmt: skip
    assert by_cause(marts, excluding, "2025") == {
        "agrees": 961, "denominator_is_zero": 4, "rate_and_counts_marked": 5,
    }  # fmt: skip
    assert by_cause(marts, including, "2022") == {"agrees": 1219, "denominator_is_zero": 75}
    assert by_cause(marts, excluding, "2022") == {"agrees": 1209, "denominator_is_zero": 85}


def test_the_authorities_without_a_case_to_divide_by_are_named(marts):
    rows = marts.execute(
        "select area_name, period from marts.dfe_rates_recomputed where vintage = '2025' "
        "and measure = 'within_20_weeks_excluding_exceptions_pct' "
        "and cause = 'denominator_is_zero' and period = '2024' order by 1"
    ).fetchall()
    assert rows == [("City of London", "2024"), ("Dorset", "2024")]


def test_thirty_eight_six_week_rates_have_undated_decisions_in_their_denominator(marts):
    """domain.md 2.3: at most 3.7 points, England 2023 84.8 beside 84.9."""
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


def test_surreys_two_needs_are_the_only_rates_made_of_other_counts(marts):
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
def test_authorities_fall_short_of_england_by_those_that_are_marked(marts, measure, period, gap):
    """domain.md 2.3: the national figure holds authorities that are not shown."""
    [row] = marts.execute(
        "select max(value) filter (where area_level = 'england') "
        "- sum(value) filter (where area_level = 'local_authority') from marts.benchmarks "
        "where measure = ? and period = ? and vintage = '2025'",
        [measure, period],
    ).fetchall()
    assert row == (gap,)


def test_england_has_four_numbers_of_new_plans_in_2024(marts):
    """domain.md 2.3; two of them are measures, the other two stand in files of their own."""
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


def test_hillingdon_stands_beside_its_ten_neighbours_pooled(marts):
    """Counted here from the rows of the ten authorities that DfE's model of May 2025 names."""
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
