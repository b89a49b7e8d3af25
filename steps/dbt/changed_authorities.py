"""Builds the authorities whose files have changed, and replaces their rows in the warehouse.

Every table that has a column la_code computes an authority's rows from that authority's files, from
England's files and from settings (tests/night/test_changed_authorities.py). Where only files of a
few authorities have changed since the last build, dbt therefore builds a warehouse of these alone,
in a file of its own. Then their rows replace those of the warehouse.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

FOLDER = "changed"  # of the file; its name is the warehouse's, since dbt keeps one project for each
HISTORY = "history"  # the schema of the tables that a build adds to
LOADS = f"{HISTORY}.loads_applied"  # the loads that each of them is built from


@contextmanager
def warehouse_of(warehouse: Path, la_codes: Sequence[str]) -> Iterator[Path]:
    """A new warehouse with the histories of these authorities; it is deleted at the end. Raises
    duckdb.Error where the warehouse is damaged."""
    delete_left(warehouse)
    folder = warehouse.parent / FOLDER
    folder.mkdir()
    try:
        path = folder / warehouse.name
        with _opened(path, warehouse, "whole") as db:
            db.execute(f"create schema {HISTORY}")
            for schema, table in _tables_by_authority(db, "whole"):
                if schema == HISTORY:
                    rows = f"from whole.{schema}.{table} where {_is_of(la_codes)}"
                    db.execute(f"create table {schema}.{table} as {rows}")
        yield path
    finally:
        shutil.rmtree(folder)


def delete_left(warehouse: Path) -> None:
    """Delete what a build that was killed left: it has birth dates, and nothing reads it again."""
    folder = warehouse.parent / FOLDER
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
    else:
        folder.unlink(missing_ok=True)


def replace_rows(warehouse: Path, built: Path, la_codes: Sequence[str]) -> None:
    """Replace these authorities' rows in every table of the warehouse by those that were built.

    Each table is a transaction of its own: one of all tables takes twice the memory. A process that
    is killed has kept no record of what it built from, so the next build builds all authorities.
    That build adds to the histories what the list of their loads lacks. Each history is therefore
    replaced together with its part of the list; otherwise its rows would be added twice.
    """
    with _opened(warehouse, built, "built") as db:
        for schema, table in _tables_by_authority(db, "built"):
            name = f"{schema}.{table}"
            db.execute(f"create table if not exists {name} as from built.{name} limit 0")
            replaced = _replaced(name, _is_of(la_codes))
            if name.startswith(f"{HISTORY}.hist_"):
                is_of_table = f"concat('hist_', source, '__', dataset) = '{table}'"
                replaced += _replaced(LOADS, f"{_is_of(la_codes)} and {is_of_table}")
            db.execute(f"begin; {replaced} commit")


def _replaced(name: str, which: str) -> str:
    """SQL that replaces those rows of a table."""
    rows = f"from built.{name} where {which}"
    return f"delete from {name} where {which}; insert into {name} by name {rows};"


@contextmanager
def _opened(path: Path, other: Path, name: str) -> Iterator["duckdb.DuckDBPyConnection"]:
    import duckdb

    from publish.sql import literal

    limit = os.environ.get("SEND_DUCKDB_MEMORY")  # of dbt's builds, of which this is a part
    with duckdb.connect(str(path), config={"memory_limit": limit} if limit else {}) as db:
        db.execute(f"attach {literal(other)} as {name} (read_only)")
        yield db


def _tables_by_authority(db: "duckdb.DuckDBPyConnection", database: str) -> list[tuple[str, str]]:
    """Schema and name of the tables with a column la_code."""
    return db.execute(
        """
        select tables.schema_name, tables.table_name
        from duckdb_tables() as tables
        inner join duckdb_columns() as columns
            on tables.database_oid = columns.database_oid and tables.table_oid = columns.table_oid
        where tables.database_name = $1 and columns.column_name = 'la_code'
        order by all
        """,
        [database],
    ).fetchall()


def _is_of(la_codes: Sequence[str]) -> str:
    from publish.sql import literal

    return f"la_code in ({', '.join(map(literal, la_codes))})"
