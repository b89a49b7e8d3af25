"""Finds records with empty cells behind the last header's, of which DuckDB drops any number.

Such a record has a delimiter too many: where it stands in a text (Smith, Jones & Co), all cells
behind it are read by the wrong headers, and only the empty last one exceeds them. A mark makes a
malformed record of it. Where most records end with delimiters, as some systems write, one that has
as many is well-formed.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ingest.formats.csv_text import Text

MARK = "\x1f"  # as a last cell; no message shows it
FIRST_RECORDS = 20
BLANK = " \t\r\n"


def marked(text: Text, target: Path) -> Text:
    """The text, or a copy in `target` in which these records have one more cell, the mark."""
    usual = len(text.headers) - len(text.constants) + _usual_surplus(text)
    if not _may_exceed(text, usual):
        return text
    if not any(_exceeds(line, text.delimiter, usual) for line in _lines(text.path)):
        return text
    with target.open("w", encoding="utf-8", newline="") as copy:
        for line in _lines(text.path):
            if _exceeds(line, text.delimiter, usual):
                record = line.rstrip("\r\n")
                line = f"{record}{text.delimiter}{MARK}{line[len(record) :]}"
            copy.write(line)
    return replace(text, path=target)


def _may_exceed(text: Text, width: int) -> bool:
    """Whether a line has so many delimiters, quoted ones among them; bytes are counted faster."""
    delimiter = text.delimiter.encode()
    with text.path.open("rb") as stream:
        return any(line.count(delimiter) >= width for line in stream)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from stream


def _usual_surplus(text: Text) -> int:
    """How many empty cells most of the first records have behind those of the headers."""
    width = len(text.headers) - len(text.constants)
    records = csv.reader(_lines(text.path), delimiter=text.delimiter)
    try:
        surplus = [
            len(record) - width if _is_empty(record[width:]) else 0
            for record in islice(records, 1, FIRST_RECORDS)
            if record
        ]
    except csv.Error:
        return 0
    [(most, _)] = Counter(surplus).most_common(1) or [(0, 0)]
    return max(most, 0)


def _exceeds(line: str, delimiter: str, width: int) -> bool:
    """Whether a line is a record with more cells than `width`, of which the last is empty. A line
    within a quoted cell is none."""
    if line.count(delimiter) < width:  # nearly every line
        return False
    record = line.rstrip("\r\n")
    if not record.endswith((delimiter, f'{delimiter}""')) or record.count('"') % 2:
        return False
    try:
        cells = next(csv.reader([record], delimiter=delimiter), [])
    except csv.Error:  # a cell of more than 16 MiB, which DuckDB refuses
        return False
    return len(cells) > width and _is_empty(cells[width:]) and not _is_empty(cells)


def _is_empty(cells: list[str]) -> bool:
    return not any(cell.strip(BLANK) for cell in cells)
