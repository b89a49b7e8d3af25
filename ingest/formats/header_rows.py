"""Finds the header of a CSV: its delimiter, the row that holds it, and the title above it."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats import header_search
from ingest.header_name import occurrence, plain
from ingest.regular_expression import compiled

DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Header:
    """The header of a CSV. `above` are the filled cells above it. `title_rows` and `title_bytes`
    are what precedes its last row."""

    delimiter: str
    headers: list[str]
    above: list[str]
    title_rows: int
    title_bytes: int


def find(start: bytes, name: str, contract: Contract) -> Header:
    """The header is in the rows that the contract names (`header_row`), or in the first row with
    known headers, or else in the first row. The delimiter is the one that gives the most known
    headers.

    Raises FileRejected where the rows that the contract names are empty.
    """
    text = start.decode("utf-8-sig", errors="ignore")
    known = known_headers(contract)
    rows = {mark: list(_rows(text, mark)) for mark in DELIMITERS}
    first, last = contract.header_rows or [header_search.place(rows.values(), known) + 1] * 2
    headers = {mark: _joined(rows[mark][first - 1 : last]) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: _score(headers[mark], known))
    if contract.header_rows and not any(headers[best]):
        raise FileRejected(
            f"{name} has nothing in row {first}. Expected the headers there; send it so, or name "
            "their row in the contract (header_row)."
        )
    above = [cell.strip() for row in rows[best][: first - 1] for cell in row if cell.strip()]
    title_bytes = _length(text, best, last - 1)
    if last > 1 and start.startswith(codecs.BOM_UTF8):
        title_bytes += len(codecs.BOM_UTF8)
    named = _without_surplus(headers[best], rows[best][last:])
    return Header(best, named, above, last - 1, title_bytes)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The first records, until one that is not CSV. A blank line is an empty record."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from islice(reader, header_search.MAX_TITLE_ROWS + 1)
    except csv.Error:
        return


def _without_surplus(headers: list[str], below: list[list[str]]) -> list[str]:
    """Drop the empty headers at the end where the first records have no cell: a delimiter that ends
    the header row alone makes such a header."""
    width = max(map(len, below), default=len(headers))
    while len(headers) > width and not headers[-1].strip():
        headers = headers[:-1]
    return headers


def _score(headers: list[str], known: set[str]) -> tuple[int, int]:
    return header_search.count(headers, known), len(headers)


def _joined(rows: list[list[str]]) -> list[str]:
    """The parts of a header in several rows are joined from top to bottom."""
    if len(rows) == 1:
        return rows[0]
    width = max(map(len, rows), default=0)
    columns = ([row[n] for row in rows if n < len(row)] for n in range(width))
    return [" ".join(" ".join(parts).split()) for parts in columns]


def _length(text: str, delimiter: str, records: int) -> int:
    """The length in bytes of the first records, with their line ends."""
    if not records:
        return 0
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=delimiter)
    for _ in islice(reader, records):
        pass
    lines = io.StringIO(text, newline="")
    return sum(len(line.encode()) for line in islice(lines, reader.line_num))


def title_values(
    contract: Contract, name: str, headers: list[str], above: list[str]
) -> dict[str, str]:
    """Values that the title above the table gives for all rows, for columns that the table
    lacks."""
    given = {plain(header) for header in headers}
    values = {}
    for column_name, column in contract.columns.items():
        if column.from_title is None or plain(column_name) in given:
            continue
        pattern = compiled(column.from_title)
        matches = (pattern.search(cell) for cell in above)
        values[column_name] = next((match[1] for match in matches if match), "")
        if not values[column_name]:
            raise FileRejected(
                f"{name} has no {column_name} above its headers. Expected a title with "
                f"'{column.from_title}'; send it with one, or correct the contract (from_title)."
            )
    return values


def known_headers(contract: Contract) -> set[str]:
    """The headers that a contract names, compared as `plain` compares them."""
    names = [*contract.ignored_headers, *contract.columns]
    for column in contract.columns.values():
        names += column.aliases
    for spellings in contract.headers.values():
        names += spellings
    return {occurrence(name)[0] for name in names}


def read_headers(contract: Contract) -> set[str]:
    """The headers of the columns that are stored, compared as `plain` compares them."""
    cells = (cell for name in contract.stored_columns for cell in contract.cells_of(name))
    return {occurrence(header)[0] for cell in cells for header in contract.headers[cell]}
