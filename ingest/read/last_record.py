"""Tests the last record of a CSV without a line end: a broken transfer may have cut it off.

The record counts as cut off where it has fewer cells than the header and is no footer, and where
its last cell is shorter than every cell of that column. It is compared with the records before it
in the last 64 KiB of the file.
"""

import codecs
import csv
import io
import re
from dataclasses import dataclass

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats.csv_text import Text
from ingest.formats.encoding import REPLACEMENT
from ingest.read.headers.matching import Headers

PIECE = 1 << 16  # bytes at the end of the file
FEWEST_RECORDS = 10  # with a filled last cell, before an empty one counts as cut off
MOST_SHAPES = 2  # of a first column of identifiers; a footer can look like a cell of free text
# Types of which a part of a cell is valid too, so that nothing shows a cut.
VALID_IN_PART = (
    "text", "integer", "decimal", "money", "case_id", "personal_number", "postcode",
)  # fmt: skip


@dataclass(frozen=True)
class _End:
    """The last record, whether its last cell is in quotation marks, and the records before it that
    have all cells."""

    last: list[str]
    is_quoted: bool
    before: list[list[str]]

    def column(self, place: int) -> list[str]:
        return [record[place].strip() for record in self.before]


def check(contract: Contract, text: Text, found: Headers, line: int, name: str) -> list[str]:
    """Return findings on the last record of a text that ends without a line end; `line` is the line
    of that record.

    Raises FileRejected where the record is cut off.
    """
    width = len(text.headers) - len(text.constants)
    end = _end(text, width)
    if not any(cell.strip() for cell in end.last) or len(end.last) > width:
        return []  # an empty record, or one that the reader quarantines for its number of cells
    if len(end.last) < width:
        if not _is_footer(end):
            cells = f"ends after cell {len(end.last)} of {width}"
            raise FileRejected(_cut_off(name, line, cells))
        return []
    column = next((each for each, place in found.position.items() if place == width - 1), None)
    if column is None or end.is_quoted or column.partition(".")[0] not in contract.stored_columns:
        return []
    kind = contract.columns[column.partition(".")[0]].type
    cell = end.last[-1].strip()
    if _is_partial(kind, cell, end.column(width - 1)):
        shorter = f"has a last cell ({column}) that is shorter than in all records before it"
        raise FileRejected(
            f"{_cut_off(name, line, shorter)} If that cell is whole, end the record with a line "
            "end."
        )
    if cell and kind in VALID_IN_PART and not _has_fixed_decimals(kind, end.column(width - 1)):
        return [
            f"the last record (line {line}) has no line end: whether its last cell ({column}) is "
            "whole is not known"
        ]
    return []


def _cut_off(name: str, line: int, how: str) -> str:
    return (
        f"{name} is cut off: the last record (at line {line}) {how}, without a line end. Nothing "
        "of the file was loaded; send the whole file again."
    )


def _end(text: Text, width: int) -> _End:
    with text.path.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(max(0, size - PIECE))
        piece = stream.read().removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace")
    lines = csv.reader(io.StringIO(piece, newline=""), delimiter=text.delimiter)
    try:
        records = list(lines)[1:]  # the first is the header, or a part of a record
    except csv.Error:
        records = []
    *before, last = records or [[]]
    return _End(last, piece.endswith('"'), [each for each in before if len(each) == width])


def _is_footer(end: _End) -> bool:
    """Whether the first cell has another shape than all before it, in a file in which these have
    one or two shapes. A footer of one cell is not the beginning of such a shape either."""
    shapes = {_shape(cell) for cell in end.column(0)}
    if not 0 < len(shapes) <= MOST_SHAPES:
        return False
    first = _shape(end.last[0].strip())
    if len(end.last) == 1:
        return not any(shape.startswith(first) for shape in shapes)
    return first not in shapes


def _shape(cell: str) -> str:
    """A cell with A for its runs of letters and 9 for its runs of digits."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "A", cell))


def _exact_shape(cell: str) -> str:
    """A cell with A for each letter and 9 for each digit."""
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", cell))


def _is_beginning(short: str, long: str) -> bool:
    return short != long and long.startswith(short)


def _is_partial(kind: str, cell: str, others: list[str]) -> bool:
    """Whether a last cell is shorter than the others of its column can be."""
    if cell.endswith(REPLACEMENT):  # the bytes of its last character are not complete
        return True
    if not cell:
        return len(others) >= FEWEST_RECORDS and all(others)
    filled = [other for other in others if other]
    if kind == "date":
        shapes = {_exact_shape(each) for each in filled}
        return len(shapes) == 1 and _is_beginning(_exact_shape(cell), *shapes)
    return _has_fixed_decimals(kind, filled) and _decimals(cell) < _decimals(filled[0])


def _has_fixed_decimals(kind: str, others: list[str]) -> bool:
    """Whether a column of amounts always has the same number of decimals, and some."""
    decimals = {_decimals(other) for other in others if other}
    return kind == "money" and len(decimals) == 1 and decimals != {0}


def _decimals(amount: str) -> int:
    found = re.search(r"[.](\d+)\D*$", amount)
    return len(found[1]) if found else 0
