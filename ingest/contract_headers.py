"""The headers of each cell that the columns of a contract are read from."""

import re
from collections.abc import Iterator, Mapping

from ingest.column import Column
from ingest.header_name import occurrence

SIDE = ".side"  # before the number of a cell among those side by side
PART = re.compile(r"\d+([.]side\d+)?")  # behind the column's name: a part of a text that is joined
Headers = dict[str, tuple[str, ...]]


def of_columns(columns: Mapping[str, Column]) -> Headers:
    """The headers of each cell, by the column's name. An amount of two cells has `<name>.debit` and
    `<name>.credit`, or `<name>` and `<name>.sign`; a text that is joined also has `<name>.1` and so
    on. Of cells side by side, each has its number behind that name: `<name>.side1`.

    The column's own name is the first of its headers, unless it has aliases and another column
    lists that name as an alias.
    """
    from_file = {name: each for name, each in columns.items() if each.from_file}
    aliases = {occurrence(a) for each in from_file.values() for a in each.aliases}
    return {
        cell: headers
        for name, column in from_file.items()
        for cell, headers in _of_column(name, column, aliases)
    }


def _of_column(
    name: str, column: Column, aliases: set[tuple[str, int | None]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if column.two_amounts:
        yield f"{name}.debit", column.debit_headers
        yield f"{name}.credit", column.credit_headers
    elif column.side_by_side:
        yield from _side_by_side(name, column.side_by_side)
    elif not column.made_of:
        gives_way = column.aliases and occurrence(name) in aliases
        yield name, column.aliases if gives_way else (name, *column.aliases)
    for number, part in enumerate((*column.joined_headers, *column.made_of), 1):
        if isinstance(part, str):
            yield f"{name}.{number}", (part,)
        else:
            yield from _side_by_side(f"{name}.{number}", part)
    if column.sign and column.sign.headers:
        yield f"{name}.sign", column.sign.headers


def _side_by_side(name: str, headers: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A row without a header of its own has no such cell."""
    for number, header in enumerate(headers, 1):
        if header:
            yield f"{name}{SIDE}{number}", (header,)


def is_part(cell: str) -> bool:
    """Whether a cell is a part of a text that is joined: its header may fill a column as well."""
    return PART.fullmatch(cell.partition(".")[2]) is not None


def of_rows(cell: str) -> str:
    """The name that cells side by side share; that of another cell."""
    return cell.partition(SIDE)[0]


def check_claimed_once(headers: Headers, ignored: tuple[str, ...]) -> None:
    """Raises ValueError for a header that fills two columns, or that is both read and ignored."""
    claimed: dict[tuple[str, int | None], str] = {}
    for cell, spellings in headers.items():
        for header in spellings if not is_part(cell) else ():
            other = claimed.setdefault(occurrence(header), cell)
            if other != cell:
                raise ValueError(
                    f"the header '{header}' is claimed by {_named(other)} and {_named(cell)}, and "
                    "a header fills one column. Give each its own; to fill the second from the "
                    "first as well, give it derive: copy and derive_from"
                )
    parts = {occurrence(header): cell for cell in headers for header in headers[cell]}
    for header in ignored:
        if occurrence(header) in parts:
            raise ValueError(
                f"ignored_headers: '{header}' is a header of {_named(parts[occurrence(header)])}, "
                "so it can't be ignored"
            )


def _named(cell: str) -> str:
    """A cell as a message names it: `journal_id.1` for the first part of a joined text."""
    return cell.replace(SIDE, " in row ")
