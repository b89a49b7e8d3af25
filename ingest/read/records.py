"""Records of a CSV that are no rows, and rows that have become the text of another row's cell."""

import csv
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.errors import FileRejected
from ingest.formats.csv_text import Text

CHUNK = 1 << 20
LONGEST = 1 << 24
FEWEST_COLUMNS = 5  # below that an address in one cell has as many commas as a row
BLANK_LINE = re.compile(rb"(?<=\n)\r?\n|(?<=\r)\r")

# Unicode's spaces but the plain one, in UTF-8; those of U+2000 to U+202F by what they begin with
WIDE_SPACES = (b"\xc2\xa0", b"\xe1\x9a\x80", b"\xe2\x80", b"\xe2\x81\x9f", b"\xe3\x80\x80")

csv.field_size_limit(LONGEST)


def number(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """DuckDB counts blank lines before a malformed record and none before a row: leave them out,
    so that `line` is the record's place in the file for both, the header being 1."""
    last = connection.execute("select max(starts) from malformed").fetchone()
    if last is None or last[0] is None:
        return
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        blank = [each.start() for each in BLANK_LINE.finditer(text, 0, int(last[0]))]
    if blank:
        connection.execute("create temp table blank (place bigint)")
        connection.execute("insert into blank select unnest(?::bigint[])", [blank])
        connection.execute(
            "update malformed set line = line - (select count(*) from blank where place < starts)"
        )


@dataclass(frozen=True)
class Look:
    """What a glance over the bytes says: whether a tab or a quotation mark stands among them,
    whether a space may that is no plain one, and whether a line is longer than a chunk."""

    tabs: bool
    quotes: bool
    wide_spaces: bool
    long_lines: bool


def look(text: Text, name: str) -> Look:
    """Raises FileRejected where a NUL byte, wherever it is, shows that the file is no text."""
    tabs = quotes = wide = long = False
    for chunk in _chunks(text.path):
        if b"\0" in chunk:
            raise FileRejected(
                f"{name} is not text (it holds NUL bytes). Expected CSV; send it again."
            )
        tabs = tabs or b"\t" in chunk
        quotes = quotes or b'"' in chunk
        wide = wide or _may_hold_wide_spaces(chunk)
        long = long or (len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk)
    return Look(tabs, quotes, wide, long)


def _may_hold_wide_spaces(chunk: bytes) -> bool:
    if chunk.isascii():
        return False
    cut_in_two = not chunk[-2:].isascii()
    return cut_in_two or any(space in chunk for space in WIDE_SPACES)


def none_inside_cells(text: Text, seen: Look, records: int, name: str) -> None:
    """Two stray quotation marks, rows apart, are a well-formed cell that holds all rows between.

    Raises FileRejected where a cell of several lines has as many delimiters as these lines would
    have as rows.
    """
    width = len(text.headers)
    if not seen.quotes or width < FEWEST_COLUMNS or _lines(text.path) <= records + 1:
        return
    with text.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        try:
            for line, record in enumerate(csv.reader(stream, delimiter=text.delimiter), 1):
                if any(_rows(cell, text.delimiter, width) for cell in record):
                    raise FileRejected(
                        f"{name} opens a quotation mark in record {line} and closes it rows later, "
                        "so that they became the text of one cell. Expected balanced quotes; send "
                        "the file again."
                    )
        except csv.Error:
            return  # DuckDB has read it, and such a record is in `malformed`


def _lines(path: Path) -> int:
    """Physical lines, whichever way they end."""
    feeds = returns = 0
    last = b""
    for chunk in _chunks(path):
        feeds += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        last = chunk[-1:]
    return max(feeds, returns) + (last not in (b"\n", b"\r"))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _rows(cell: str, delimiter: str, width: int) -> bool:
    breaks = max(cell.count("\n"), cell.count("\r"))
    return breaks > 0 and cell.count(delimiter) == breaks * (width - 1)
