"""Converts a Parquet file to CSV. Its unpacked size is measured before, because with a dictionary a
few kilobytes can unpack to terabytes."""

from pathlib import Path

import duckdb

from ingest import display
from ingest.errors import FileRejected, InternalError
from ingest.formats.csv_text import Text
from ingest.sql import identifier, literal
from settings import bounds as bounds_file
from settings.bounds import Bounds

DAYS = ("DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S")
WITH_OFFSET = "TIMESTAMP WITH TIME ZONE"
SHORT = (*DAYS, "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE")
MAX_NAME_SHOWN, MAX_NAMES_SHOWN = 60, 200  # characters
Columns = list[tuple[str, str]]  # name and SQL type


def open_text(kept: Path, name: str, date_format: str, bounds: Bounds, scratch: Path) -> Text:
    """Write every column as text to `scratch`.

    Raises FileRejected for a file that is damaged or larger than the bounds, InternalError where
    the text can't be written.
    """
    source = f"read_parquet({literal(str(kept))})"
    limits = {"memory_limit": f"{bounds.memory_mb}MiB", "temp_directory": f"{scratch}.spilt"}
    try:
        with duckdb.connect(config={**limits}) as connection:
            columns = connection.execute(
                f"select column_name, column_type from (describe from {source})"
            ).fetchall()
            _check_number(name, columns, bounds)
            _no_short_floats(name, columns)
            _no_nested_values(name, columns)
            _check_size(connection, source, columns, name, bounds)
            texts = ", ".join(
                f"{_as_text(identifier(column), kind, date_format)} as {identifier(column)}"
                for column, kind in columns
            )
            connection.execute(
                f"copy (select {texts} from {source}) to {literal(str(scratch))} "
                "(format csv, header, force_quote *)"
            )
    except duckdb.OutOfMemoryException:
        raise FileRejected(
            f"{name} needs more than {bounds.memory_mb:,} MB of memory. Expected row groups and "
            f"cells that fit; write it in smaller row groups, {bounds_file.stated('memory_mb')}."
        ) from None
    except duckdb.Error as error:
        kind = str(error).partition(":")[0]  # the text after the colon may quote a cell
        if str(scratch) in str(error):
            raise InternalError(
                f"{name} can't be read, because the disk is full ({kind}). Free space on it and "
                "run again."
            ) from None
        raise FileRejected(
            f"{name} is not a complete Parquet file ({kind}). Expected one with its footer; write "
            "and send it again."
        ) from None
    return Text(scratch, ",", [column for column, _ in columns])


def _check_size(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    columns: Columns,
    name: str,
    bounds: Bounds,
) -> None:
    """Raises FileRejected for more rows or text than the bounds. The number of rows is stated in
    the file; texts are measured, numbers and dates are short."""
    [(rows,)] = connection.execute(f"select count(*) from {source}").fetchall()
    if rows > bounds.max_rows:
        raise FileRejected(
            f"{name} holds {rows:,} rows. Expected at most {bounds.max_rows:,}; send it in parts, "
            f"{bounds_file.stated('max_rows')}."
        )
    texts = [identifier(column) for column, kind in columns if kind not in SHORT]
    if not texts:
        return
    sums = ", ".join(f"sum(strlen(cast({each} as varchar)))" for each in texts)
    [found] = connection.execute(f"select {sums} from {source}").fetchall()
    unpacked = sum(int(each or 0) for each in found)
    if unpacked > bounds.max_unpacked_bytes:
        raise FileRejected(
            f"{name} unpacks to {unpacked >> 20:,} MB. Expected at most "
            f"{bounds.max_unpacked_mb:,} MB; send it in parts, "
            f"{bounds_file.stated('max_unpacked_mb')}."
        )


def _check_number(name: str, columns: Columns, bounds: Bounds) -> None:
    if len(columns) > bounds.max_names:  # the time of a query grows with their square
        raise FileRejected(
            f"{name} has {len(columns):,} columns. Expected at most {bounds.max_names:,}; send "
            f"those of its dataset alone, {bounds_file.stated('max_names')}."
        )


def _no_short_floats(name: str, columns: Columns) -> None:
    short = [column for column, kind in columns if kind == "FLOAT"]
    if short:
        raise FileRejected(
            f"{name} holds {_listed(short)} as 32-bit numbers, in which an amount loses its "
            "pennies. Expected decimal or text; write it so and send it again."
        )


def _no_nested_values(name: str, columns: Columns) -> None:
    """Lists in lists cost time that doubles with each level."""
    nested = [
        column
        for column, kind in columns
        if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))
    ]
    if nested:
        raise FileRejected(
            f"{name} holds lists or structures in {_listed(nested)}. Expected "
            "one value in each cell; write it so and send it again."
        )


def _listed(columns: list[str]) -> str:
    return ", ".join(display.headers(columns, MAX_NAME_SHOWN))[:MAX_NAMES_SHOWN]


def _as_text(column: str, kind: str, date_format: str) -> str:
    """SQL for a cell as CSV text. A binary number has 15 significant digits, as in spreadsheets."""
    if kind == "BOOLEAN":
        return f"cast(cast({column} as integer) as varchar)"
    if kind == "DOUBLE":
        whole = f"{column} = trunc({column}) then cast(try_cast({column} as hugeint) as varchar)"
        return f"case when {whole} else format('{{:.15g}}', {column}) end"
    if kind == WITH_OFFSET:  # of the day that it is in London
        column, kind = f"timezone('Europe/London', {column})", "TIMESTAMP"
    if kind in DAYS:
        midnight = f"{column} = date_trunc('day', {column})"
        day = f"strftime({column}, {literal(date_format)})"
        return f"case when {midnight} then {day} else cast({column} as varchar) end"
    return f"cast({column} as varchar)"
