"""What differs between the tables of two catalogues, by authority, and the rows put in the place of
those that differ.

Rows are compared by their number and by the sum of their hashes of 64 bits. A hash is hashed again:
DuckDB's hash of a row is the exclusive or of its last value and the others, so that two rows whose
last values change places could have the same sum as before.
"""

import re
from collections.abc import Collection, Iterable

import duckdb

from publish import data_dictionary
from publish.snapshot import Draft
from publish.sql import literal, quoted
from publish.table_schema import Table, of_catalog

SHARE = 10  # up to a tenth of all rows, replacing rows in a copy costs less than writing all
NO_CODE = "''"  # of rows without an authority, and of all rows of a table without la_code
CODE = f"coalesce(la_code, {NO_CODE})"
HASHED = """
    select {code} as code, count(*) as number, sum(hash(hash({values}))) as hashed
    from {table} group by all
"""
# Types of which DuckDB gives different values the same hash: [], [null] and null have one.
AS_TEXT = re.compile(r"\]$|^(STRUCT|MAP|UNION)")
DIFFERING = """
    with now as ({now}), earlier as ({earlier})
    select
        coalesce(now.code, earlier.code),
        coalesce(now.number, 0),
        now.number is distinct from earlier.number or now.hashed is distinct from earlier.hashed
    from now full join earlier on now.code = earlier.code
"""


def codes(
    db: duckdb.DuckDBPyConnection, table: Table, now: str, before: str
) -> dict[str, tuple[int, bool]]:
    """For each authority with rows of a table in one of two catalogues: its rows now, and whether
    they are others than before."""
    values = ", ".join(
        f"cast({quoted(column)} as varchar)" if AS_TEXT.search(data_type) else quoted(column)
        for column, data_type in table.columns
    )
    rows_now, rows_before = (
        HASHED.format(code=_code(table), values=values, table=table.within(each))
        for each in (now, before)
    )
    found = db.execute(DIFFERING.format(now=rows_now, earlier=rows_before)).fetchall()
    return {str(code): (int(rows), bool(differs)) for code, rows, differs in found}


def since(
    db: duckdb.DuckDBPyConnection, draft: Draft, now: str, kept: Collection[str] = ()
) -> dict[Table, frozenset[str]] | None:
    """The authorities whose rows in the catalogue `now` are others than in the publication before,
    which is attached as `before`, by table. None where all tables are to be written: nothing may be
    copied, tables, columns or descriptions are others, or more than a tenth of all rows are. Those
    in `kept` keep their rows in every table by authority."""
    if draft.writes_all or not draft.before:
        return None
    tables = of_catalog(db, now)
    if tables != of_catalog(db, "before"):
        return None
    if data_dictionary.read(db, now) != data_dictionary.read(db, "before"):
        return None
    return few(db, tables, now, "before", kept)


def few(
    db: duckdb.DuckDBPyConnection,
    tables: Iterable[Table],
    now: str,
    before: str,
    kept: Collection[str],
) -> dict[Table, frozenset[str]] | None:
    """The authorities whose rows differ, by table, but for those in `kept`; None where they have
    more than a tenth of all rows."""
    changed: dict[Table, frozenset[str]] = {}
    all_rows = rows_to_write = 0
    for table in tables:
        compared = codes(db, table, now, before)
        is_kept = set(kept) if table.is_by_authority else set()
        changed[table] = frozenset(
            code for code, (_, differs) in compared.items() if differs and code not in is_kept
        )
        all_rows += sum(rows for rows, _ in compared.values())
        rows_to_write += sum(compared[code][0] for code in changed[table])
    return changed if rows_to_write * SHARE <= all_rows else None


def replace(
    db: duckdb.DuckDBPyConnection, table: Table, of_codes: Collection[str], now: str, target: str
) -> None:
    """Replace the rows of authorities in the catalogue `target` by those of `now`, in an order that
    says nothing: where a query computes them, suppressed rows may be in the order of their counts.
    """
    if of_codes:
        listed = ", ".join(map(literal, sorted(of_codes)))
        condition = f"where {_code(table)} in ({listed})"
        db.execute(f"delete from {table.within(target)} {condition}")
        rows = f"from {table.within(now)} {condition} order by all nulls last"
        db.execute(f"insert into {table.within(target)} {rows}")


def _code(table: Table) -> str:
    return CODE if "la_code" in table.types else NO_CODE
