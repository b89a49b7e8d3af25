"""Moves of children with a plan: to another phase, and after year 11."""

import html

import duckdb

from publish.page import layout
from publish.page.layout import count

PHASE_TRANSFERS = """
    with years as (
        select distinct calendar_year from send.marts.phase_transfers
        where la_code = $1 order by 1 desc limit 2
    )
    select calendar_year, phase_to, sum(transfers)::bigint, sum(named_in_time)::bigint,
        sum(named_late)::bigint, sum(overdue)::bigint, sum(due)::bigint
    from send.marts.phase_transfers join years using (calendar_year)
    where la_code = $1 group by all order by calendar_year desc, 3 desc, phase_to
"""
BY_SETTING = """
    with made as (
        select * from send.marts.phase_transfers
        where la_code = $1 and setting_type_to <> 'not_recorded'
    )
    select old.setting_label, new.setting_label, sum(transfers)::bigint
    from made
    join send.marts.dim_setting as old on made.setting_type_from = old.setting_type
    join send.marts.dim_setting as new on made.setting_type_to = new.setting_type
    where calendar_year = (select max(calendar_year) from made)
    group by all having sum(transfers) > 5 order by 3 desc, 1, 2 limit 12
"""
DESTINATIONS = """
    select destination_label, sum(young_people)::bigint, sum(in_year_12)::bigint,
        sum(young_people_year_before)::bigint
    from send.marts.post_16_destinations
    where la_code = $1 and academic_year = (
        select max(academic_year) from send.marts.post_16_destinations where la_code = $1
    )
    group by destination_label, is_work_based order by is_work_based, 2 desc, 1
"""


def phase_transfers(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the phase transfers of the two latest years, by phase and by what became of them."""
    rows = [
        (f"{phase.replace('_', '-')}, {year}", *map(count, counts))
        for year, phase, *counts in layout.rows(db, PHASE_TRANSFERS, la_code)
    ]
    heads = ("move to", "plans", "named in time", "named late", "overdue", "to come")
    about = (
        "The plan must name the new place by 15 February, for moves into post-16 by 31 March "
        "(SEND Regulations 2014, reg 18). Plans that ceased are counted among the plans alone."
    )
    table = layout.table(heads, rows)
    return layout.open_section("Phase transfers", about, table) if rows else ""


def by_setting(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the settings before and after the latest phase transfers that have been made."""
    rows = [
        (html.escape(old), html.escape(new), count(number))
        for old, new, number in layout.rows(db, BY_SETTING, la_code)
    ]
    about = "The latest year of moves with a place on 30 September; without moves of 1 to 5."
    table = layout.table(("setting before", "setting after", "plans"), rows, css="words")
    return layout.open_section("Phase transfers by setting", about, table) if rows else ""


def destinations(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return where young people with a plan are after year 11."""
    rows = [
        (html.escape(label or "not recorded"), *map(count, counts))
        for label, *counts in layout.rows(db, DESTINATIONS, la_code)
    ]
    heads = ("destination", "young people", "of them in year 12", "a year before")
    about = "Young people with a plan after year 11, where they are on 30 September."
    table = layout.table(heads, rows)
    return layout.open_section("After year 11", about, table) if rows else ""
