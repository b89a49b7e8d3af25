"""Places and where children live: places now and to come, plans by ward with a map.

A section is left out where the authority sends none of its dataset.
"""

import html
from typing import Any

import duckdb

from publish.disclosure.small_counts import AS_TEXT, SMALLEST_SHOWN
from publish.page import layout, ward_map
from publish.page.layout import count
from publish.page.ward_map import Ward

TYPES = {
    "special": "Special schools",
    "sen_unit": "SEN units",
    "resourced_provision": "Resourced provision",
    "alternative_provision": "Alternative provision",
    "post_16": "Post-16",
}
NOW = """
    select place_type, sum(capacity)::bigint, sum(commissioned), sum(on_roll_own)::bigint,
        sum(on_roll_others)::bigint, sum(vacant), sum(own_elsewhere)::bigint
    from send.marts.place_sufficiency where la_code = $1 and is_current
    group by place_type order by place_type
"""
AHEAD = """
    select academic_year, sum(planned), sum(planned_committed), sum(planned_to_date),
        sum(forecast_need)
    from send.marts.place_sufficiency
    where la_code = $1 and counted_on > as_at
    group by academic_year
    having sum(planned) <> 0 or sum(forecast_need) is not null
    order by academic_year limit 7
"""
WARDS = """
    select
        wards.ward_code, coalesce(areas.ward_name, wards.ward_code), wards.plans,
        areas.placed_in_area, areas.placed_out_of_area, outlines.boundary
    from send.marts.plans_by_ward as wards
    left join send.marts.plans_by_ward_and_area as areas using (la_code, ward_code)
    left join send.marts.ward_boundaries as outlines using (la_code, ward_code)
    where wards.la_code = $1 and wards.breakdown = 'ward_code'
    order by wards.plans desc nulls last, 2
"""
EMPTY_WARDS = """
    select coalesce(ward_name, ward_code), boundary from send.marts.ward_boundaries
    where la_code = $1 and ward_code not in (
        select ward_code from send.marts.plans_by_ward where la_code = $1
    )
    order by ward_code
"""


def now(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the places of today by type, and who is in them."""
    rows = [
        (TYPES[kind], _number(capacity), _number(places), count(own), count(others),
         _number(vacant), count(elsewhere))
        for kind, capacity, places, own, others, vacant, elsewhere
        in layout.rows(db, NOW, la_code)
    ]  # fmt: skip
    heads = (
        "type of place", "capacity", "commissioned", "own children", "others' children", "vacant",
        "own children elsewhere",
    )  # fmt: skip
    about = (
        "Capacity: of schools in the area, by GIAS. Vacant: commissioned places that nobody known "
        "is in, school by school. Elsewhere: in another area, not commissioned."
    )
    table = layout.table(heads, rows)
    return layout.open_section("Places now", about, table, wide=True) if rows else ""


def ahead(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return planned places and forecast need by academic year."""
    rows = [
        (year, *(_number(number) for number in numbers))
        for year, *numbers in layout.rows(db, AHEAD, la_code)
    ]
    heads = ("academic year", "planned", "of them approved", "planned so far", "children in need")
    about = "Planned: places of schemes that open in the year. Need: the authority's forecast."
    return layout.open_section("Places to come", about, layout.table(heads, rows)) if rows else ""


def wards(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the plans by ward as a ranked table, and as a map where there are outlines."""
    found = layout.rows(db, WARDS, la_code)
    if not found:
        return ""
    mapped = [Ward(name, outline, plans) for _, name, plans, *_, outline in found if outline]
    if mapped:
        empty = layout.rows(db, EMPTY_WARDS, la_code)
        mapped += [Ward(name, outline, 0) for name, outline in empty]
    rows = [
        (_name(code, name), "suppressed" if plans is None else f"{plans:,}",
         *_areas(plans, inside, outside))
        for code, name, plans, inside, outside, _ in found
    ]  # fmt: skip
    table = layout.table(("ward", "plans", "placed in the area", "placed outside"), rows)
    chart = ward_map.draw(mapped, "Plans by ward: darker wards have more plans")
    about = "By where children live. Small numbers, and those that reveal them, are suppressed."
    return layout.mapped_section("Where children with plans live", about, chart, table)


def _areas(plans: int | None, inside: Any, outside: Any) -> tuple[str, str]:
    if plans is None:
        return ("suppressed", "suppressed")
    return (count(inside), count(outside))


def _name(code: str, name: str) -> str:
    return "Ward not known" if code == "not_recorded" else html.escape(name)


def _number(number: Any) -> str:
    """Return a number of places, which may be a part of one; small ones as a range."""
    if number is None:
        return "–"
    if number == int(number):
        return count(int(number))
    return AS_TEXT if 0 < number < SMALLEST_SHOWN else f"{number:,.1f}"
