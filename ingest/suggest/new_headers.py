"""Finds what the headers of a file that match no column of the contract hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.formats.csv_text import Text
from ingest.read.headers import deleted_rows, matching, signs
from ingest.suggest.scalars import in_one_line, quoted
from ingest.suggest.values import Cells


@dataclass(frozen=True)
class NewHeaders:
    """The headers that match no column of the contract."""

    ignored: list[str]  # proposed under ignored_headers
    of_other_amounts: list[str]  # their cells show amounts that are no postings in pounds
    of_signs: list[str]  # they look like the sign of amounts that have none
    of_deleted: dict[str, int]  # they mark rows as deleted, with the number of rows
    hidden: int  # number of headers that may be the cells of a row, and are not shown


def find(
    found: Cells, positions: dict[str, int], unmatched: dict[str, int], text: Text
) -> NewHeaders:
    """`positions` are those of the columns in the file, `unmatched` those of the other headers."""
    of_other_amounts = found.other_amounts(positions, unmatched)
    of_deleted = deleted_rows.marked(found.contract, unmatched, text)
    of_signs = _of_signs(found, positions, unmatched, text)
    named = {*of_other_amounts, *of_deleted, *of_signs}
    shown = [
        each
        for each, shown_as in matching.shown(found.contract, unmatched).items()
        if shown_as == each
    ]
    return NewHeaders(
        ignored=[h for h in shown if h not in named],
        of_signs=[h for h in shown if h in of_signs],
        of_other_amounts=[h for h in shown if h in of_other_amounts],
        of_deleted={h: of_deleted[h] for h in shown if h in of_deleted},
        hidden=len(unmatched) - len(shown),
    )


def _of_signs(
    found: Cells, positions: dict[str, int], unmatched: dict[str, int], text: Text
) -> set[str]:
    """The headers that reject a file whose amounts have no sign, since its credits would count as
    debits."""
    amounts = [positions[each] for each in found.contract.money_columns if each in positions]
    if not amounts or any(map(found.are_some_negative, amounts)):
        return set()
    return set(signs.of_amounts(unmatched, text))


def lines(new: NewHeaders) -> Iterator[str]:
    """The key of the headers that are ignored, and comments on the others."""
    if new.hidden:
        yield (
            f"# {new.hidden} headers of no column hold numbers as rows do, and are not shown: "
            "name them under ignored_headers, or as aliases."
        )
    if new.of_other_amounts:
        named = ", ".join(quoted(each) for each in new.of_other_amounts)
        yield f"# {named}: in another currency than pounds, or a budget, cancelled or not posted in"
        yield "# some rows, so that the file is rejected. Leave such rows out of the export; ignore"
        yield "# the header only where all amounts are in pounds and all rows count."
    for header, rows in new.of_deleted.items():
        yield (
            f"# {quoted(header)} marks {rows:,} rows as deleted, void or archived. Leave them out "
            "of the"
        )
        yield "# export; ignore the header only where these rows count."
    for each in new.of_signs:
        yield f"# {quoted(each)} looks like the sign of the amounts, which have none of their own."
        yield "# Name its words under amount: {sign: {headers: […], debit: […], credit: […]}}."
    if new.ignored:
        yield "# Headers of no column. Name one as an alias below if it is wanted."
        yield f"ignored_headers: [{', '.join(map(in_one_line, new.ignored))}]"
