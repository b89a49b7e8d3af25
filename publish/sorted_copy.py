"""Copies a table of the warehouse into a publication, its rows sorted by all columns."""

from collections.abc import Iterator

import duckdb

from publish.sql import literal, quoted
from publish.table_schema import Table

SORTED_AT_ONCE = 5_000_000  # rows; more are sorted in parts, to stay within the memory


def write(
    db: duckdb.DuckDBPyConnection, table: Table, earlier: Table | None, held_back: frozenset[str]
) -> int:
    """Copy a table, sorted by all its columns; return its number of rows."""
    query = f"select * from {table.within('warehouse')}"
    if held_back and table.is_by_authority:
        codes = ", ".join(literal(code) for code in sorted(held_back))
        query += f" where la_code not in ({codes}) or la_code is null"
        if earlier and "la_code" in earlier.types:
            query += f" union all {_earlier_rows(table, earlier)} where la_code in ({codes})"
    _write_sorted(db, table, query)
    return count(db, f"from {table.within('snapshot')}")


def _write_sorted(db: duckdb.DuckDBPyConnection, table: Table, query: str) -> None:
    """Write the rows of a query as a table, sorted by all its columns. Those of a large table whose
    first column is la_code are sorted some authorities at a time, which gives the same order."""
    target = table.within("snapshot")
    order = "order by all nulls last"
    if table.columns[0][0] != "la_code" or count(db, query) <= SORTED_AT_ONCE:
        db.execute(f"create table {target} as {query} {order}")
        return
    db.execute(f"begin; create table {target} as {query} limit 0")
    for condition in _parts(db, query):
        db.execute(f"insert into {target} from ({query}) where {condition} {order}")
    db.execute("commit")


def _parts(db: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    """The conditions of the parts that are sorted at once, in the order of la_code: as many
    authorities as have SORTED_AT_ONCE rows together, or one."""
    counted = db.execute(
        f"select la_code, count(*) from ({query}) group by la_code order by la_code nulls last"
    ).fetchall()
    part: list[str] = []
    rows_of_part = 0
    for code, rows in counted:
        if part and (code is None or rows_of_part + rows > SORTED_AT_ONCE):
            yield f"la_code between {part[0]} and {part[-1]}"
            part, rows_of_part = [], 0
        if code is None:
            yield "la_code is null"
        else:
            part.append(literal(code))
            rows_of_part += rows
    if part:
        yield f"la_code between {part[0]} and {part[-1]}"


def count(db: duckdb.DuckDBPyConnection, query: str) -> int:
    counted = db.execute(f"select count(*) from ({query})").fetchone()
    return int(counted[0]) if counted else 0


def _earlier_rows(table: Table, earlier: Table) -> str:
    """Select the rows published before in today's columns; a column new since then is null."""
    columns = ", ".join(
        f"cast({quoted(column) if column in earlier.types else 'null'} as {data_type})"
        for column, data_type in table.columns
    )
    return f"select {columns} from {earlier.within('before')}"
