"""Whose plans they are: plans by January, by need and by setting."""

import html
from collections.abc import Sequence
from typing import Any

import duckdb

from publish.disclosure.small_counts import SMALL
from publish.page import charts, layout
from publish.page.layout import count

COUNTED_BY = {"case_system": "case system", "dfe_published": "DfE"}
PROFILE = """
    select {dimension}, plans, plans_pct
    from send.marts.needs_profile_published as profile
    join send.marts.dim_need using (primary_need)
    where profile.la_code = $1 and breakdown = '{breakdown}' and as_at = (
        select max(as_at) from send.marts.needs_profile_published where la_code = $1
    )
    order by plans desc nulls last, 1
"""


def growth(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    years = layout.rows(
        db,
        "select calendar_year, plans_january, growth_pct, basis, is_series_break "
        "from send.marts.plan_growth "
        "where la_code = ? and plans_january is not null order by calendar_year",
        la_code,
    )
    shown = [row for row in years if row[1] not in SMALL]
    chart = charts.plans_by_year(
        [(year, plans) for year, plans, *_ in shown],
        [year for year, _, _, basis, _ in shown if basis == "dfe_published"],
        [year for year, *_, is_break in shown if is_break],
    )
    table = layout.table(
        ("January", "plans", "growth %", "counted by"),
        [
            (year, count(n), "–" if pct is None else pct, COUNTED_BY[basis])
            for year, n, pct, basis, _ in years[::-1]
        ],
    )
    return layout.section("Plans on the January census day", _about_growth(years), chart, table)


def _about_growth(years: Sequence[tuple[Any, ...]]) -> str:
    """Return who counted the plans of which years."""
    breaks = [year for year, *_, basis, is_break in years if is_break and basis == "case_system"]
    if not breaks:
        return ""
    return (
        f"Light bars: DfE's count. From {breaks[-1]} on (dashed line) the case system's own count: "
        "it holds no plan that had ceased before, so growth is not given over the line."
    )


def needs(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    query = PROFILE.format(dimension="dim_need.need_label", breakdown="primary_need")
    kinds = layout.rows(db, query, la_code)
    chart = charts.plans_by_need([(need, plans) for need, plans, _ in kinds])
    about = "Hatched: suppressed, so that no child can be identified."
    table = layout.table(("primary need", "plans", "%"), _shown(kinds))
    return layout.section("Plans by primary need", about, chart, table)


NEED_GROWTH = """
    with januaries as (
        select primary_need, year(as_at) as january, suppressed
        from send.marts.needs_profile_published
        where la_code = $1 and breakdown = 'primary_need' and is_census_day
    ), growth as (
        select * from send.marts.need_growth
        where la_code = $1 and calendar_year = (select max(january) - 1 from januaries)
    )
    select needs.need_label, plans_january, plans_january_after, growth_pct,
        mean_growth_before_pct, years_in_mean
    from growth
    join januaries on growth.primary_need = januaries.primary_need
        and january between calendar_year - years_in_mean and calendar_year + 1
    join send.marts.dim_need as needs on growth.primary_need = needs.primary_need
    group by all
    having count(*) = years_in_mean + 2 and not bool_or(suppressed)
    order by plans_january_after desc, need_label
"""


def need_growth(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the growth of each need in the last calendar year beside the years before; only of
    needs of which every January that it is computed from is published."""
    rows = [
        (
            html.escape(need), f"{before:,}", f"{after:,}", _percent(growth),
            _percent(mean) + ("" if mean is None else f" ({years})"),
        )
        for need, before, after, growth, mean, years in layout.rows(db, NEED_GROWTH, la_code)
    ]  # fmt: skip
    heads = ("need", "January before", "January", "growth", "mean before (years)")
    about = "Last calendar year beside the mean of up to four before. Small needs are left out."
    table = layout.table(heads, rows)
    return layout.open_section("Growth by primary need", about, table) if rows else ""


def _percent(value: Any) -> str:
    return "–" if value is None else f"{value:+} %"


BESIDE = """
    with england as (
        select vintage, max(to_year) as to_year from send.marts.benchmark_growth
        where area_level = 'england'
        group by vintage order by vintage desc limit 1
    )
    select area_name, max(plans_to) filter (where area_level <> 'statistical_neighbours'),
        max(growth_pct) filter (where from_year = england.to_year - 1),
        max(growth_pct) filter (where from_year = england.to_year - 4), england.to_year
    from send.marts.benchmark_growth as growth
    join england on growth.vintage = england.vintage and growth.to_year = england.to_year
    where $1 in (la_code, compared_la_code) or area_level in ('england', 'region')
    group by area_code, area_name, area_level, england.to_year
    order by case when max(la_code) = $1 then 0 when max(compared_la_code) = $1 then 1
        when area_level = 'england' then 2 else 3 end, area_name
"""
OF_OTHERS = ("marts.benchmark_growth",)


def beside(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the growth of plans beside neighbours, England and the regions, as DfE published."""
    found = layout.rows(db, BESIDE, la_code)
    rows = [
        (html.escape(name), "mean" if plans is None else f"{plans:,.0f}", _percent(one),
         _percent(four))
        for name, plans, one, four, _ in found
    ]  # fmt: skip
    table = layout.table(("area", "plans", "in a year", "in four years"), rows)
    about = f"DfE's figures of January {found[0][4]}." if found else "DfE's figures."
    return layout.open_section("Growth of plans beside others", about, table)


STEP = """
    select financial_year, same_children, stayed, moved, same_children_gbp, average_step_gbp
    from send.marts.cost_by_curriculum_year
    where la_code = $1 and curriculum_year = 6 and same_children > 0 and financial_year > (
        select min(financial_year) from send.marts.cost_by_curriculum_year where la_code = $1
    )
    order by financial_year desc limit 3
"""


def step(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return what the move from year 6 to year 7 costs."""
    rows = [
        (
            year, count(same), count(stayed), count(moved),
            *(("–", "–") if same in SMALL else (layout.pounds(cost / same), layout.pounds(change))),
        )
        for year, same, stayed, moved, cost, change in layout.rows(db, STEP, la_code)
    ]  # fmt: skip
    heads = ("year 6 in", "children", "same place", "moved", "average cost", "a year on")
    about = "Children with an agreed price in year 6 and in year 7: what they cost on average in "
    about += "year 6, and how much more or less a year on."
    return layout.open_section("From year 6 to year 7", about, layout.table(heads, rows))


def settings(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    query = PROFILE.format(dimension="profile.setting_label", breakdown="setting_type")
    rows = _shown(layout.rows(db, query, la_code))
    about = "Suppressed: so that no child can be identified."
    table = layout.table(("setting", "plans", "%"), rows)
    return layout.open_section("Plans by setting", about, table)


def _shown(kinds: Sequence[tuple[Any, ...]]) -> list[tuple[str, str, str]]:
    """Return kinds of plans as text; suppressed figures are null."""
    return [
        (html.escape(kind), _suppressed("{:,}", n), _suppressed("{}", pct))
        for kind, n, pct in kinds
    ]


def _suppressed(form: str, value: Any) -> str:
    return "suppressed" if value is None else form.format(value)
