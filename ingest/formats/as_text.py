"""Converts a file of any format to one readable CSV."""

from pathlib import Path

import duckdb

from ingest import paths
from ingest.arrival import Arrival
from ingest.contract import Contract
from ingest.errors import FileRejected, InternalError
from ingest.formats import csv_text, workbook
from ingest.formats.csv_text import Text
from ingest.sql import identifier, literal


def text_of(home: Path, arrival: Arrival, contract: Contract, scratch: Path) -> Text:
    """The text of an arrival's stored bytes, or of its redacted copy.

    Raises FileRejected as `open_text` does.
    """
    copy = arrival.redaction
    if copy:
        path = paths.redacted_copy(home, arrival.load_id, copy.sha256)
        return Text(
            path,
            copy.delimiter,
            list(copy.headers),
            copy.constants,
            copy.numbered,
            copy.title_rows,
        )
    kept, name = paths.received_bytes(home, arrival.sha256), f"landing/{arrival.file_path}"
    return open_text(kept, name, arrival.utf8, contract, scratch)


def open_text(kept: Path, name: str, utf8: bool, contract: Contract, scratch: Path) -> Text:
    """Read the stored bytes in the format that the file name ends with.

    Raises FileRejected for bytes of another format, or incomplete ones.
    """
    kind = name.lower().rsplit(".", 1)[-1]
    if kind in ("xlsx", "ods"):
        return workbook.open_text(kept, name, contract, scratch)
    if kind == "parquet":
        return _parquet(kept, name, contract.date_formats[0], scratch)
    return csv_text.open_text(kept, name, utf8, contract, scratch)


def _parquet(kept: Path, name: str, date_format: str, scratch: Path) -> Text:
    """Write every column as text to `scratch`."""
    source = f"read_parquet({literal(str(kept))})"
    try:
        with duckdb.connect() as connection:
            columns = connection.execute(
                f"select column_name, column_type from (describe from {source})"
            ).fetchall()
            _no_short_floats(name, columns)
            texts = ", ".join(
                f"{_as_text(identifier(column), kind, date_format)} as {identifier(column)}"
                for column, kind in columns
            )
            connection.execute(
                f"copy (select {texts} from {source}) to {literal(str(scratch))} "
                "(format csv, header, force_quote *)"
            )
    except duckdb.Error as error:
        kind = str(error).partition(":")[0]  # the text after the colon may quote a cell
        if isinstance(error, duckdb.OutOfMemoryException) or str(scratch) in str(error):
            raise InternalError(
                f"{name} can't be read for want of disk or memory ({kind}). Make room and run "
                "again."
            ) from None
        raise FileRejected(
            f"{name} is no whole Parquet file ({kind}). Expected one to its closing mark; write "
            "and send it again."
        ) from None
    return Text(scratch, ",", [column for column, _ in columns])


def _no_short_floats(name: str, columns: list[tuple[str, str]]) -> None:
    short = [column for column, kind in columns if kind == "FLOAT"]
    if short:
        raise FileRejected(
            f"{name} holds {', '.join(short)} as 32-bit numbers, in which an amount loses its "
            "pennies. Expected decimal or text; write it so and send it again."
        )


def _as_text(column: str, kind: str, date_format: str) -> str:
    """SQL for a cell as CSV text. A binary number has 15 significant digits, as in spreadsheets."""
    if kind == "BOOLEAN":
        return f"cast(cast({column} as integer) as varchar)"
    if kind == "DOUBLE":
        whole = f"{column} = trunc({column}) then cast(try_cast({column} as hugeint) as varchar)"
        return f"case when {whole} else format('{{:.15g}}', {column}) end"
    if kind in ("DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"):
        midnight = f"{column} = date_trunc('day', {column})"
        day = f"strftime({column}, {literal(date_format)})"
        return f"case when {midnight} then {day} else cast({column} as varchar) end"
    return f"cast({column} as varchar)"
