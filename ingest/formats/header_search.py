"""Finds the header below a title by the headers that a contract names. It imports little, since the
child process that reads workbooks uses it too."""

from collections.abc import Iterable, Sequence

from ingest.header_name import plain

MAX_TITLE_ROWS = 50
FEWEST_KNOWN = 2  # headers that make a row a header; one can be a word of the title


def place(readings: Iterable[Sequence[list[str]]], known: set[str]) -> int:
    """The position of the row with the most known headers, the first of equal ones; 0 where no row
    has enough of them. Where the first row has enough, it is the header, though a later row has
    more. `readings` are the first rows, read in one or more ways."""
    counts: dict[int, int] = {}
    for rows in readings:
        for n, row in enumerate(rows[: MAX_TITLE_ROWS + 1]):
            counts[n] = max(counts.get(n, 0), count(row, known))
    most = max(counts.values(), default=0)
    if counts.get(0, 0) >= FEWEST_KNOWN or most < FEWEST_KNOWN:
        return 0
    return min(n for n, found in counts.items() if found == most)


def count(row: list[str], known: set[str]) -> int:
    """How many filled cells of a row are known headers; an overlay can ignore an empty header."""
    return sum(plain(cell) in known for cell in row if cell.strip())
