"""DfE's releases, loaded, give the figures that Achieving for Children and DfE published."""

import csv
from decimal import ROUND_HALF_UP, Decimal

import pytest

AREAS = {
    "England": "E92000001",
    "Inner London": "E13000001",
    "Outer London": "E13000002",
    "Kingston upon Thames": "314",
    "Richmond upon Thames": "318",
    "Hertfordshire": "919",
    "Oxfordshire": "931",
    "Windsor and Maidenhead": "868",
    "Surrey": "936",
    "Hounslow": "313",
    "Hammersmith and Fulham": "205",
    "Wandsworth": "212",
    "Merton": "315",
    "Sutton": "319",
    "Barking and Dagenham": "301",
    "Hillingdon": "312",
    "Wiltshire": "865",
    "Devon": "878",
}


def table(golden, name):
    with (golden / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def benchmark(marts, area, measure, period, vintage):
    rows = marts.execute(
        "select value, numerator, denominator from marts.benchmarks "
        "where area_code = ? and measure = ? and period = ? and vintage = ?",
        [AREAS[area], measure, period, vintage],
    ).fetchall()
    assert len(rows) == 1, (area, measure, period, vintage, rows)
    return rows[0]


def test_all_sixty_plan_counts_that_achieving_for_children_printed(marts, golden):
    rows = table(golden, "afc_ehcp_counts_vs_dfe.csv")
    assert len(rows) == 60
    for row in rows:
        value, *_ = benchmark(marts, row["area"], "plans_january", row["year"], "2022")
        assert value == int(row["seed"]), row


def test_all_fifteen_growth_rates_that_achieving_for_children_printed(marts, golden):
    rows = table(golden, "afc_pct_increase_2015_2017.csv")
    assert len(rows) == 15
    for row in rows:
        first, last = (
            benchmark(marts, row["area"], "plans_january", year, "2022")[0]
            for year in ("2015", "2017")
        )
        growth = (100 * (last - first) / first).quantize(Decimal(1), ROUND_HALF_UP)
        assert growth == Decimal(row["printed_pct"]), row


def test_twenty_week_rates_with_and_without_exceptions(marts, golden):
    rows = table(golden, "dfe_timeliness_seed_las.csv")
    assert len(rows) == 42
    for row in rows:
        for measure, rate, within, issued in (
            ("within_20_weeks_pct", "pc_plans_issued_within_20_weeks",
             "plans_issued_within_20_weeks", "plans_issued_den"),
            ("within_20_weeks_excluding_exceptions_pct", "PC_plans_issued_20_weeks_ex",
             "plans_issued_20_weeks_ex", "plans_issued_den_ex"),
        ):  # fmt: skip
            found = benchmark(marts, row["la"], measure, row["time_period"], "2025")
            assert found == (Decimal(row[rate]), int(row[within]), int(row[issued])), (row, measure)


def test_authorities_sum_to_england_in_every_year_of_the_2025_release(marts):
    """From 353,995 plans in January 2019 to 638,745 in January 2025."""
    rows = marts.execute(
        "select period, sum(value) filter (where area_level = 'local_authority'), "
        "max(value) filter (where area_level = 'england') from marts.benchmarks "
        "where measure = 'plans_january' and vintage = '2025' group by period order by period"
    ).fetchall()
    england = [353995, 390109, 430697, 473255, 517048, 576474, 638745]
    assert [(int(a), int(b)) for _, a, b in rows] == [(n, n) for n in england]


def test_growth_between_two_januaries_is_ready_for_all_fifteen_areas(marts, golden):
    for row in table(golden, "afc_pct_increase_2015_2017.csv"):
        [(growth,)] = marts.execute(
            "select growth_pct from marts.benchmark_growth where area_code = ? "
            "and vintage = '2022' and from_year = 2015 and to_year = 2017",
            [AREAS[row["area"]]],
        ).fetchall()
        exact = Decimal(row["exact_pct"])
        assert growth == exact.quantize(Decimal("0.1"), ROUND_HALF_UP), row


def test_a_symbol_is_kept_and_is_never_a_zero(marts):
    rows = marts.execute(
        "select value, symbol from marts.benchmarks where symbol is not null"
    ).fetchall()
    assert rows
    assert all(value is None for value, _ in rows)


@pytest.mark.parametrize(("la_code", "plans"), [("205", 1779), ("312", 3469), ("878", 9848)])
def test_plan_growth_takes_dfes_figures_where_an_authority_sends_none(marts, la_code, plans):
    [row] = marts.execute(
        "select plans_january, basis from marts.plan_growth "
        "where la_code = ? and calendar_year = 2025",
        [la_code],
    ).fetchall()
    assert row == (plans, "dfe_published")


def test_every_file_of_the_releases_has_a_receipt(marts, real_data):
    [(files, rows)] = marts.execute(
        "select count(*), sum(rows_accepted) from ops.load_receipts where la_code = 'england'"
    ).fetchall()
    assert files == sum(
        len(list((real_data / release).iterdir())) for release in ("ees-ehcp-2022", "ees-ehcp-2025")
    )
    assert rows > 300_000


def test_a_year_that_both_releases_print_is_quoted_from_the_later_one(marts):
    [(rows, figures, of_2022)] = marts.execute(
        "select count(*), count(distinct (area_code, measure, period)), "
        "count(case when vintage = '2022' then 1 end) from marts.benchmarks where is_latest"
    ).fetchall()
    assert rows == figures > 40_000
    assert 0 < of_2022 < rows
    assert marts.execute(
        "select period, string_agg(vintage, ',') from marts.benchmarks where area_code = '318' "
        "and measure = 'plans_january' and period in ('2015', '2022') and is_latest "
        "group by period order by period"
    ).fetchall() == [("2015", "2022"), ("2022", "2025")]
