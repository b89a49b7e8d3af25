"""Finds the counts of 1 to 5 that a reader can derive from the open tables, by authority.

All open tables of an authority go into one system of equations, because a reader can combine them.
No figure joins two authorities. Figures that DfE has published and tables without counts of people
are not audited.
"""

from collections.abc import Collection, Iterable

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
            f"{', '.join(unknown)}: the contract has `disclosure: audited`, but no audit reads "
            "it. Add one in publish/disclosure, or give the table another audience."
        )
    named = {name: f"{catalog}.{name}" for name in sorted(tables)}
    codes = _authorities(db, named.values()) if la_codes is None else la_codes
    derived = []
    for code in sorted(codes):
        system = System()
        for name, table in named.items():
            AUDITED[name](system, db, f"(from {table} where {changes.CODE} = {literal(code)})")
        derived += bounds.derivable(system)
    return derived


def _authorities(db: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> set[str]:
    queries = [f"select {changes.CODE} as code from {table}" for table in tables]
    rows = db.execute(" union ".join(queries)).fetchall() if queries else []
    return {code for (code,) in rows}
