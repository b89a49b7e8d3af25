"""Checks the regular expressions of a contract for cells and titles, and the texts that must match
them, with what uses them: DuckDB and `ingest.regular_expression`."""

from collections.abc import Iterator

import duckdb

from ingest.column import Column
from ingest.contract import Contract
from ingest.regular_expression import Error, compiled

OF_CELLS = "a regular expression of DuckDB (RE2: no look-ahead)"
Fault = tuple[str, str, str]  # key, what was found, what was expected


def faults(contract: Contract) -> list[Fault]:
    """What can't be used; empty for a contract that can."""
    found: list[Fault] = []
    with duckdb.connect() as connection:
        for name, column in contract.columns.items():
            faulty = _column(connection, column)
            found += [(f"columns.{name}.{key}", value, wanted) for key, value, wanted in faulty]
        for pattern in contract.ignored_rows:
            if not _runs(connection, "select regexp_full_match('', ?)", f"(?i)(?:{pattern})"):
                found.append(("ignored_rows", repr(pattern), OF_CELLS))
    return found


def _column(connection: duckdb.DuckDBPyConnection, column: Column) -> Iterator[Fault]:
    for key in ("pattern", "hides"):
        value = getattr(column, key)
        if value and not _runs(connection, "select regexp_full_match('', ?)", value):
            yield key, repr(value), OF_CELLS
        elif key == "pattern" and value and column.type == "text":
            yield from _fitting(connection, value, column)
    if column.from_title is not None:
        try:
            groups = compiled(column.from_title).groups
        except Error as error:
            yield "from_title", f"{error} in {column.from_title!r}", "a regular expression of RE2"
        else:
            if groups != 1:
                yield "from_title", f"{groups} groups", "one group, which is the value"


def _fitting(
    connection: duckdb.DuckDBPyConnection, pattern: str, column: Column
) -> Iterator[Fault]:
    texts = [("code_map", text) for text in column.code_map.values()]
    texts += [("constant", text) for text in column.all_constants]
    for key, text in texts:
        fits = connection.execute("select regexp_full_match(?, ?)", [text, pattern]).fetchone()
        if fits == (False,):
            yield key, repr(text), f"a text of the column's pattern {pattern}"


def _runs(connection: duckdb.DuckDBPyConnection, query: str, value: str) -> bool:
    try:
        connection.execute(query, [value]).fetchall()
    except duckdb.Error:
        return False
    return True
