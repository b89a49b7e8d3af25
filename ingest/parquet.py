"""Writes Parquet files under a temporary name, then renames them, so that none is ever partial."""

import os
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import DiskFailed
from ingest.sql import literal
from send_home import temporary

# level 1: higher ones take a quarter more processor time for files of the same size
FORMAT = "format parquet, compression zstd, compression_level 1"


def copy(connection: duckdb.DuckDBPyConnection, select: str, path: Path, mode: int = 0o600) -> None:
    """Write a query's rows to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = temporary.file(path)
    part.touch(mode=mode)
    try:
        connection.execute(f"copy ({select}) to {literal(str(part))} ({FORMAT})")
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        part.unlink(missing_ok=True)
        kind = str(error).partition(":")[0]  # the rest may quote a row
        raise DiskFailed(
            f"{path} can't be written ({kind}). Free space on its disk, then run again."
        ) from None
    part.chmod(mode)
    os.replace(part, path)


def rename(finished: Path, path: Path, mode: int = 0o600) -> None:
    """Move a finished file to another place on the same disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    finished.chmod(mode)
    os.replace(finished, path)


def declare(wanted: dict[Path, dict[str, str]]) -> None:
    """Write a file without rows, with these columns and types, to each path, so that a glob always
    finds a file. Files that have the columns already are not written."""
    lacking = {path: each for path, each in wanted.items() if not _columns(path) >= set(each)}
    if not lacking:
        return
    with duckdb.connect() as connection:
        for path, columns in lacking.items():
            nulls = [f"cast(null as {kind}) as {name}" for name, kind in columns.items()]
            copy(connection, f"select {', '.join(nulls)} limit 0", path)


def _columns(path: Path) -> set[str]:
    """The columns of a file; none where it is missing or damaged, so that it is written again."""
    try:
        return set(pq.read_schema(path).names)
    except (OSError, pa.ArrowInvalid):
        return set()


def filled(path: Path) -> set[str]:
    """The columns that hold a value in any row, by the statistics in the file."""
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    parts = [group.column(number) for group in groups for number in range(metadata.num_columns)]
    return {part.path_in_schema for part in parts if part.statistics.null_count < part.num_values}
