"""Adds the figures of `marts.plans_by_ward_published`."""

import duckdb

from publish.disclosure import one_dimension
from publish.disclosure.system import System

WARDS = "select la_code, counted_on, ward_code, is_total, plans from {table} order by all"


def add(system: System, db: duckdb.DuckDBPyConnection, table: str) -> None:
    """Add each ward as one cell; the wards of a day count everybody whom the needs profile
    counts."""
    rows = db.execute(WARDS.format(table=table)).fetchall()
    for (la_code, day), people in one_dimension.add(
        system, "plans_by_ward_published", rows
    ).items():
        system.counts_everybody(la_code, day, people)
