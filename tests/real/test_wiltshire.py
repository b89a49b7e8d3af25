"""Wiltshire's plans of 2010 to 2020: the council's count, DfE's, and the differences."""

import csv

import pytest

from tests.real import wiltshire

KNOWN = {  # the council's count less DfE's: it counted before its SEN2 return closed
    ("total_january", 2019): 7,
    ("total_january", 2020): -20,
    ("new_in_calendar_year", 2019): 7,
}
COLUMNS = {
    "total_january": ("plans_january", "published_plans_january"),
    "new_in_calendar_year": ("plans_new", "published_plans_new"),
}


@pytest.fixture(scope="module")
def chart(golden) -> dict[tuple[str, int], tuple[int, int]]:
    """(series, year) → the council's figure and DfE's, as printed."""
    with (golden / "wiltshire_vs_dfe.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["series"], int(row["year"])): (int(row["seed"]), int(row["dfe"]))
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def grown(marts) -> dict[int, dict[str, int]]:
    rows = marts.execute(
        "select calendar_year, plans_january, plans_new, published_plans_january, "
        "published_plans_new, basis from marts.plan_growth where la_code = ?",
        [wiltshire.LA_CODE],
    )
    names = [column[0] for column in rows.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows.fetchall()}


def test_each_local_figure_is_beside_the_published_one(chart, grown):
    assert len(chart) == 21
    for (series, year), (seed, dfe) in chart.items():
        local, published = (grown[year][column] for column in COLUMNS[series])
        assert (local, published) == (seed, dfe), (series, year)
        assert grown[year]["basis"] == "case_system"


def test_the_three_known_differences_and_no_other(chart, grown):
    found = {}
    for series, year in chart:
        local, published = (grown[year][column] for column in COLUMNS[series])
        if local != published:
            found[series, year] = local - published
    assert found == KNOWN


def test_both_releases_have_the_same_figures_where_the_council_differs(marts):
    """So the council's count is the one that differs."""
    rows = marts.execute(
        "select measure, period, min(value), max(value), count(*) from marts.benchmarks "
        "where area_code = '865' and (measure, period) in "
        "(('plans_january', '2019'), ('plans_january', '2020'), ('plans_new', '2019')) "
        "group by all order by all"
    ).fetchall()
    assert rows == [
        ("plans_january", "2019", 3349, 3349, 2),
        ("plans_january", "2020", 3784, 3784, 2),
        ("plans_new", "2019", 599, 599, 2),
    ]
