"""Finds a column that marks rows as deleted, void or archived and that the contract does not read.
A system that deletes so sends these rows each night, and they count as any other."""

import csv
import re
from collections.abc import Iterator
from itertools import islice

from ingest.column import NO
from ingest.contract import Contract
from ingest.formats.csv_text import Text
from ingest.read.headers.matching import shown

LONGEST = 100  # of a header that is compared
DELETED = {"deleted", "void", "voided", "archived", "deletion"}
STATUS = {"status", "state"}
LISTED = "|".join(sorted(DELETED))
WORDS = re.compile(rf"(?i)((marked|flagged) (as|for) )?(soft[- ]?)?(record )?({LISTED})")
# what a column of the deleted has for the others: Is Deleted: No; Archived: Live
NOT_DELETED = re.compile(r"(?i)(not|no|never|live|active|current|open)\b.*|null|n/?a|[- .]+")


def findings(contract: Contract, added: dict[str, int], text: Text) -> list[str]:
    """A sentence for each new column of an extract about people with rows that are marked so. One
    listed under ignored_headers is not among `added`."""
    named = shown(contract, added)
    return [
        f"the column '{named[header]}' marks {rows:,} row(s) as deleted, void or archived, and "
        "they count as any other: leave them out of the export, or, where they are to count, name "
        "it under ignored_headers in the contract"
        for header, rows in marked(contract, added, text).items()
    ]


def marked(contract: Contract, added: dict[str, int], text: Text) -> dict[str, int]:
    """How many rows each new column marks as deleted, of those that mark any."""
    if not contract.personal or contract.mode != "full":
        return {}
    columns = {header: place for header, place in added.items() if _words(header)}
    counted = dict.fromkeys(columns, 0)
    for record in _records(text) if columns else ():
        for header, place in columns.items():
            cell = record[place].strip() if place < len(record) else ""
            counted[header] += _is_mark(_words(header), cell)
    return {header: rows for header, rows in counted.items() if rows}


def _words(header: str) -> set[str]:
    """The words of a header by which it can be such a column."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header[:LONGEST])
    return set(re.findall(r"[a-z]+", split.casefold())) & (DELETED | STATUS)


def _is_mark(words: set[str], cell: str) -> bool:
    """Whether a cell marks its row as deleted: a yes, a date or a word under Deleted, a word
    for it under Status."""
    if words & DELETED:
        is_other = cell.casefold() in NO or NOT_DELETED.fullmatch(cell)
        return bool(cell) and not is_other
    return bool(WORDS.fullmatch(cell))


def _records(text: Text) -> Iterator[list[str]]:
    """The records below the header, as far as they can be split into cells."""
    with text.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        try:
            yield from islice(csv.reader(stream, delimiter=text.delimiter), 1, None)
        except csv.Error:
            return  # the reader quarantines such a record, or rejects the file
