"""Parquet files, written whole or not at all."""

import os
from pathlib import Path

import duckdb

from ingest.casts import quoted


def copy(connection: duckdb.DuckDBPyConnection, select: str, path: Path, mode: int = 0o640) -> None:
    """Write a query's rows under a temporary name, then rename it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.touch(mode=mode)
    connection.execute(
        f"copy ({select}) to {quoted(str(temporary))} (format parquet, compression zstd)"
    )
    temporary.chmod(mode)
    os.replace(temporary, path)


def empty(columns: dict[str, str], path: Path) -> None:
    """A file of no rows that says which columns there are, so that a glob always finds one."""
    nulls = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
    with duckdb.connect() as connection:
        copy(connection, f"select {nulls} limit 0", path)


def holds(path: Path, columns: dict[str, str]) -> bool:
    """Whether the file is there and has just these column names."""
    if not path.exists():
        return False
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select name from parquet_schema({quoted(str(path))}) where num_children is null"
        ).fetchall()
    return {name for (name,) in found} >= set(columns) - {"reasons"}
