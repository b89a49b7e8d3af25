"""Adds the figures of `marts.needs_profile_published`: a table for each authority and day.

A cell is a row without a total: one need, phase, setting and sex. Other rows are sums of cells.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb

from publish.disclosure.system import Secret, Sum, System, total

DIMENSIONS = ("primary_need", "phase", "setting_type", "sex")
TOTAL = "total"
Row = tuple[str, ...]
Table = dict[Row, Sum]  # by the dimensions: every row of an authority's day, as cells

QUERY = f"""
    select
        la_code, as_at, is_census_day, plans, authority_plans, plans_pct, change_on_year,
        {", ".join(DIMENSIONS)}
    from {{table}}
    order by all
"""


def add(system: System, db: duckdb.DuckDBPyConnection, table: str) -> None:
    """Add all figures of the mart to the system; a row counts at least one child."""
    days: dict[tuple[str, date], list[tuple[Any, ...]]] = {}
    census_days: dict[str, list[date]] = {}
    for la_code, as_at, is_census_day, *row in db.execute(QUERY.format(table=table)).fetchall():
        days.setdefault((la_code, as_at), []).append(tuple(row))
        if is_census_day and as_at not in census_days.setdefault(la_code, []):
            census_days[la_code].append(as_at)
    tables = {
        (la_code, as_at): _add_day(system, la_code, as_at, rows)
        for (la_code, as_at), rows in days.items()
    }
    for (la_code, as_at), rows in days.items():
        before = tables.get((la_code, _year_before(as_at, census_days.get(la_code, []))))
        if before:
            _add_changes(system, tables[la_code, as_at], before, rows)


def _add_day(system: System, la_code: str, as_at: date, rows: list[tuple[Any, ...]]) -> Table:
    """Add one day of one authority; return its rows as cells."""
    table: Table = {}
    cells_of_value: dict[tuple[int, str], list[Sum]] = {}  # by place of a dimension, and its value
    for plans, _, _, _, *row in rows:
        if TOTAL not in row:
            cell = Sum((system.cell(1),)) if plans is None else Sum(known=plans)
            table[tuple(row)] = cell
            for place, value in enumerate(row):
                cells_of_value.setdefault((place, value), []).append(cell)
    everything = (TOTAL,) * len(DIMENSIONS)
    table[everything] = total(people for row, people in table.items() if row != everything)
    wholes = {authority_plans for _, authority_plans, *_ in rows} - {None}
    for whole in wholes:
        system.is_known(table[everything], whole)
    everybody = Sum(known=min(wholes)) if wholes else table[everything]
    system.counts_everybody(la_code, as_at, everybody)
    for plans, authority_plans, plans_pct, _, *row in rows:
        key = tuple(row)
        if key not in table:  # the total of one value of one dimension
            [(place, value)] = [each for each in enumerate(row) if each[1] != TOTAL]
            table[key] = total(cells_of_value[place, value])
        if TOTAL in row and plans is not None and not (key == everything and wholes):
            system.is_known(table[key], plans)
        if plans_pct is not None and (plans is None or authority_plans is None):
            shown = table[key] if plans is None else Sum(known=plans)
            system.rate_is_known(shown, table[everything], float(plans_pct))
        counts = f"needs_profile_published, {as_at}, {', '.join(row)}"
        people = table[key] if plans is None else Sum(known=plans)
        system.secrets.append(Secret(la_code, counts, people))
    return table


def _add_changes(
    system: System, table: Table, before: Mapping[Row, Sum], rows: list[tuple[Any, ...]]
) -> None:
    """Add the changes on the year that are shown: who knows one of the two figures behind a change
    knows the other."""
    for plans, _, _, change, *row in rows:
        earlier = before.get(tuple(row), Sum())
        if change is None:
            continue
        if plans is not None:
            system.is_known(earlier, plans - change)
        elif not earlier.cells:
            system.is_known(table[tuple(row)], earlier.known + change)
        else:
            raise ValueError("needs_profile_published: a change between two suppressed figures")


def _year_before(day: date, census_days: list[date]) -> date:
    """The day that a change on the year compares with, as int_profile_snapshots has it."""
    if day in census_days:
        return max((each for each in census_days if each < day), default=day)
    is_leap = day.month == 2 and (day.year - 1) % 4 == 0
    last = {2: 29 if is_leap else 28}.get(day.month, day.day)
    return date(day.year - 1, day.month, last)
