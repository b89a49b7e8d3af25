"""The page of an authority that may be passed on.

It reads the tables of the open audience and nothing else. It loads nothing, so it can be mailed and
kept.
"""

import html
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from publish.page import charts, layout, ward_map
from publish.page.display import Display
from publish.page.per_authority import Pages
from publish.page.ward_map import Ward

SUPPRESSED = "suppressed"
NOTES = "Suppressed: 1 to 5 children, or a number that would give one away."
BANDS = {  # band of open_requests_published → name, and whether it is in breach
    "up_to_6_weeks": ("up to 6 weeks", False),
    "over_6_to_20_weeks": ("6 to 20 weeks", False),
    "over_20_weeks": ("over 20 weeks", True),
}
AUTHORITIES = """
    select la_code from send.marts.timeliness_published
    union select la_code from send.marts.open_requests_published
    union select la_code from send.marts.needs_profile_published
    union select la_code from send.marts.plans_by_ward_published
    order by la_code
"""


def _page(db: duckdb.DuckDBPyConnection, la_code: str, settings: Display) -> str:
    parts = [
        _facts(db, la_code, settings.target),
        '<div class="charts">',
        _timeliness(db, la_code, settings.target),
        _open(db, la_code),
        _growth(db, la_code),
        _needs(db, la_code),
        _wards(db, la_code),
        "</div>",
    ]
    return layout.document(db, la_code, settings.names, parts, NOTES)


PAGES = Pages("pages", "open/send.duckdb", AUTHORITIES, _page)


def _facts(db: duckdb.DuckDBPyConnection, la_code: str, target: Decimal | None) -> str:
    half_years = layout.rows(db, f"{HALF_YEARS} desc limit 1", la_code)
    start, end, completed, rate = half_years[0] if half_years else (None, None, None, None)
    shown = SUPPRESSED if half_years and completed is None else "–" if rate is None else f"{rate} %"
    period = f"{start:%B} to {_month(end)}" if half_years else "no half-year is over"
    plans = "" if completed is None else f" ({completed:,} plans)"
    behind = rate is not None and target is not None and rate < target
    waiting = dict(layout.rows(db, OPEN, la_code))
    breached = waiting.get("over_20_weeks", 0)
    maintained = layout.rows(db, MAINTAINED, la_code)
    facts = [
        (shown, f"issued within 20 weeks, {period}{plans}", behind),
        (_number(waiting.get("total", 0)), "requests open", False),
        (_number(breached), "of them past 20 weeks", breached is None or breached > 0),
        *((_number(number), f"plans on {layout.day(day)}", False) for day, number in maintained),
    ]
    return layout.facts(facts)


HALF_YEARS = """
    select period_start, period_end, completed, within_time_pct
    from send.marts.timeliness_published
    where la_code = ? and clock = 'final_plan_20_weeks' order by period_start
"""
OPEN = "select band, requests from send.marts.open_requests_published where la_code = ?"
MAINTAINED = """
    select as_at, plans from send.marts.needs_profile_published
    where la_code = ? and breakdown = 'all' and not is_census_day order by as_at desc limit 1
"""


def _number(number: Any) -> str:
    return SUPPRESSED if number is None else f"{number:,}"


def _timeliness(db: duckdb.DuckDBPyConnection, la_code: str, target: Decimal | None) -> str:
    half_years = layout.rows(db, HALF_YEARS, la_code)
    chart = charts.rate_by_half_year(
        [end for _, end, _, _ in half_years],
        [each[3] for each in half_years],
        target,
        layout.england(db, la_code),
    )
    table = layout.table(
        ("half-year to", "plans", "in time %"),
        [(layout.day(end), _number(n), _number(pct)) for _, end, n, pct in half_years[::-1]],
    )
    about = "Half-years from April and from October that are over. A gap is suppressed."
    return layout.section("Plans issued within 20 weeks", about, chart, table, wide=True)


def _open(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    waiting = dict(layout.rows(db, OPEN, la_code))
    bands = [(name, waiting.get(band, 0), is_late) for band, (name, is_late) in BANDS.items()]
    chart = charts.open_by_band(bands)
    table = layout.table(
        ("time since the request", "open"), [(name, _number(number)) for name, number, _ in bands]
    )
    return layout.section("Requests still open", "Hatched: suppressed.", chart, table)


def _growth(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Plans by January as DfE published them: the case system may not hold plans that ceased before
    it was started, so that its early years are too low."""
    title = "Plans on the January census day"
    years = layout.rows(db, JANUARIES, la_code)
    if not years:
        return layout.open_section(title, "No release of DfE with this authority is loaded.", "")
    chart = charts.plans_by_year([(year, plans) for year, plans, _ in years], (), ())
    table = layout.table(
        ("January", "plans", "change"),
        [
            (year, f"{plans:,}", "–" if change is None else f"{change:+,}")
            for year, plans, change in years[::-1]
        ],
    )
    return layout.section(title, "As DfE published them.", chart, table)


JANUARIES = """
    with latest as (
        select cast(period as integer) as january, cast(value as bigint) as plans
        from send.marts.benchmarks
        where la_code = $1 and measure = 'plans_january' and value is not null and is_latest
    )
    select january, plans, plans - lag(plans) over (order by january)
    from latest order by january
"""


def _needs(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    needs = layout.rows(db, NEEDS, la_code)
    chart = charts.plans_by_need([(need, plans) for need, plans, _ in needs])
    rows = [
        (html.escape(need), _number(plans), SUPPRESSED if pct is None else pct)
        for need, plans, pct in needs
    ]
    table = layout.table(("primary need", "plans", "%"), rows)
    about = "Hatched: suppressed, so that no child can be identified."
    return layout.section("Plans by primary need", about, chart, table)


NEEDS = """
    select dim_need.need_label, plans, plans_pct
    from send.marts.needs_profile_published as profile
    join send.marts.dim_need using (primary_need)
    where profile.la_code = $1 and breakdown = 'primary_need' and as_at = (
        select max(as_at) from send.marts.needs_profile_published where la_code = $1
    )
    order by plans desc nulls last, need_order
"""


def _wards(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Plans by ward on the census day, where the authority sends a lookup of wards."""
    found = layout.rows(db, WARDS, la_code)
    if not found:
        return ""
    [counted_on] = {day for day, *_ in found if day}
    mapped = [Ward(name, outline, plans) for _, name, plans, outline in found if outline]
    rows = [(html.escape(name), _number(plans)) for day, name, plans, _ in found if day is not None]
    table = layout.table(("ward", "plans"), rows)
    drawing = ward_map.draw(mapped, "Plans by ward: darker wards have more plans")
    about = f"By where children lived on {layout.day(counted_on)}. Hatched: suppressed."
    return layout.mapped_section("Where children with plans live", about, drawing, table)


WARDS = """
    select
        wards.counted_on,
        case ward_code when 'not_recorded' then 'Ward not known'
            else coalesce(wards.ward_name, outlines.ward_name, ward_code) end as name,
        case when wards.counted_on is null then 0 else wards.plans end,
        outlines.boundary
    from (
        from send.marts.plans_by_ward_published where la_code = $1 and not is_total
    ) as wards
    full join (
        from send.marts.ward_boundaries
        where la_code = $1
            and la_code in (select la_code from send.marts.plans_by_ward_published)
    ) as outlines using (la_code, ward_code)
    order by wards.plans desc nulls last, name
"""


def _month(day: date) -> str:
    return f"{day:%B %Y}"
