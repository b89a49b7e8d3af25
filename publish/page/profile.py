"""Whose plans they are: plans by January, by need and by setting."""

import html
from collections.abc import Sequence
from typing import Any

import duckdb

from publish.page import charts, layout
from publish.page.layout import SMALL, count

COUNTED_BY = {"case_system": "case system", "dfe_published": "DfE"}
PROFILE = """
    select {dimension}, plans, plans_pct
    from send.marts.needs_profile_published
    where la_code = $1 and breakdown = '{breakdown}' and as_at = (
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
        {year for year, _, _, basis, _ in shown if basis == "dfe_published"},
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
    query = PROFILE.format(dimension="primary_need", breakdown="primary_need")
    return _by_kind(layout.rows(db, query, la_code), "primary need")


def settings(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    query = PROFILE.format(dimension="setting_label", breakdown="setting_type")
    return _by_kind(layout.rows(db, query, la_code), "setting")


def _by_kind(kinds: Sequence[tuple[Any, ...]], what: str) -> str:
    """Return the section of plans by need or setting; suppressed figures are null."""
    title = f"Plans by {what}"
    chart = charts.plans_by_kind([(kind, plans) for kind, plans, _ in kinds], title)
    table = layout.table(
        (what, "plans", "%"),
        [
            (html.escape(kind), _suppressed("{:,}", n), _suppressed("{}", pct))
            for kind, n, pct in kinds
        ],
    )
    about = "Hatched: suppressed, so that no child can be identified."
    return layout.section(title, about, chart, table)


def _suppressed(form: str, value: Any) -> str:
    return "suppressed" if value is None else form.format(value)
