"""Finds what the headers of a file that match no column of the contract hold."""

from dataclasses import dataclass

from ingest.formats.csv_text import Text
from ingest.read.headers import deleted_rows, matching
from ingest.suggest.values import Cells


@dataclass(frozen=True)
class NewHeaders:
    """The headers that match no column of the contract."""

    ignored: list[str]  # proposed under ignored_headers
    of_other_amounts: list[str]  # their cells show amounts that are no postings in pounds
    of_deleted: dict[str, int]  # they mark rows as deleted, with the number of rows
    hidden: int  # number of headers that may be the cells of a row, and are not shown


def find(
    found: Cells, positions: dict[str, int], unmatched: dict[str, int], text: Text
) -> NewHeaders:
    """`positions` are those of the columns in the file, `unmatched` those of the other headers."""
    of_other_amounts = found.other_amounts(positions, unmatched)
    of_deleted = deleted_rows.marked(found.contract, unmatched, text)
    shown = [
        header
        for header, shown_as in matching.shown(found.contract, unmatched).items()
        if shown_as == header
    ]
    return NewHeaders(
        ignored=[h for h in shown if h not in of_other_amounts and h not in of_deleted],
        of_other_amounts=[h for h in shown if h in of_other_amounts],
        of_deleted={h: of_deleted[h] for h in shown if h in of_deleted},
        hidden=len(unmatched) - len(shown),
    )
