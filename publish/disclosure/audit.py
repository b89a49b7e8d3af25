"""Finds the counts of 1 to 5 that a reader can derive from the open tables, by authority.

All open tables go into one system of equations, because a reader can combine them. Figures that
DfE has published and tables without counts of people are not audited.
"""

from collections.abc import Collection

import duckdb

from publish import changes
from publish.disclosure import bounds, needs_profile, timeliness, wards
from publish.disclosure.system import Secret, System
from publish.sql import literal

AUDITED = {
    "marts.needs_profile_published": needs_profile.add,
    "marts.open_requests_published": timeliness.add_bands,
    "marts.plans_by_ward_published": wards.add,
    "marts.timeliness_published": timeliness.add_rates,
}


def unsafe(
    db: duckdb.DuckDBPyConnection,
    catalog: str,
    tables: Collection[str],
    la_codes: Collection[str] | None = None,
) -> list[Secret]:
    """Return the suppressed counts that a reader of the catalogue's `tables` (`schema.table`) can
    derive, of the authorities `la_codes` or of all.

    Raises ValueError where one of the tables has no audit.
    """
    unknown = sorted(set(tables) - AUDITED.keys())
    if unknown:
        raise ValueError(
            f"{', '.join(unknown)}: the contract says `disclosure: audited`, but no audit reads "
            "it. Add one in publish/disclosure, or give the table another audience."
        )
    system = System()
    for name in sorted(tables):
        AUDITED[name](system, db, _rows(f"{catalog}.{name}", la_codes))
    return bounds.derivable(system)


def _rows(table: str, la_codes: Collection[str] | None) -> str:
    if la_codes is None:
        return table
    codes = ", ".join(map(literal, sorted(la_codes)))
    return f"(from {table} where {changes.CODE} in ({codes or 'null'}))"
