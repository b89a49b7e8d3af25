"""Headers: which of the file's columns is which of ours, and what is new, gone or named twice."""

import difflib
import re
from dataclasses import dataclass

from ingest.contracts import Contract
from ingest.display import printable
from ingest.errors import FileRejected
from ingest.formats.csv_text import plain

LONGEST_TOLD, MOST_TOLD = 60, 30
MOST_COLUMNS = 1000


@dataclass(frozen=True)
class Headers:
    """Position in the file of each of our columns; `added` are headers no one knows."""

    position: dict[str, int]
    added: dict[str, int]


def match(contract: Contract, file_name: str, found: list[str]) -> Headers:
    """Find every column of the contract by name, never by place.

    Raises FileRejected where a column is missing, two headers mean the same column, or there are
    more than any table has.
    """
    if len(found) > MOST_COLUMNS:
        raise FileRejected(
            f"{file_name} has {len(found):,} columns. Expected at most {MOST_COLUMNS:,}; send "
            f"those of {contract.dataset} alone."
        )
    position: dict[str, int] = {}
    added: dict[str, int] = {}
    names = {
        plain(alias): name
        for name, column in contract.columns.items()
        for alias in (name, *column.aliases)
    }
    ignored = {plain(name) for name in contract.ignored_headers}
    twice = []
    for place, header in enumerate(found):
        name = names.get(plain(header))
        if name is not None and contract.columns[name].from_file:
            if name in position:
                twice.append(
                    f"'{printable(header)}' (columns {position[name] + 1} and {place + 1})"
                )
            position.setdefault(name, place)
        elif plain(header) not in ignored:
            added[_distinct(header, added)] = place
    if twice:
        raise FileRejected(
            f"{file_name} has two columns for one meaning: {', '.join(twice)}. "
            "Send each column once."
        )
    _none_missing(contract, file_name, position, added)
    return Headers(position, added)


def _none_missing(
    contract: Contract, file_name: str, position: dict[str, int], added: dict[str, int]
) -> None:
    gone = [
        name
        for name, column in contract.columns.items()
        if column.from_file and not column.optional_header and name not in position
    ]
    if not gone:
        return
    if not position:  # the first row may be somebody's: none of it is repeated
        raise FileRejected(
            f"{file_name} begins with a row that holds none of the headers expected of "
            f"{contract.dataset}: {', '.join(gone)}. Was the header left out? Send it with one."
        )
    hints, names = [], told(contract, added)
    for name in gone:
        nearest = difflib.get_close_matches(name, added, n=1)
        hints.append(f"{name} (nearest new one: '{names[nearest[0]]}')" if nearest else name)
    new = f" New headers: {listed(contract, added)}." if added else ""
    raise FileRejected(
        f"{file_name} lacks {len(gone)} of the columns expected of {contract.dataset}: "
        f"{', '.join(hints)}.{new} Send the column, or name the new header as an alias in the "
        "contract."
    )


def told(contract: Contract, added: dict[str, int]) -> dict[str, str]:
    """New headers as they may be repeated. Where people are, a digit in one of them says that a
    row may have run into the header, and then they give their shapes alone."""
    if contract.personal and any(sign.isdigit() for name in added for sign in name):
        return {name: re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", name))[:30] for name in added}
    return {name: printable(name[:LONGEST_TOLD]) for name in added}


def listed(contract: Contract, added: dict[str, int]) -> str:
    """New headers in a sentence; of many the first."""
    names = list(told(contract, added).values())
    more = len(names) - MOST_TOLD
    return ", ".join(names[:MOST_TOLD]) + (f" and {more:,} more" if more > 0 else "")


def _distinct(header: str, taken: dict[str, int]) -> str:
    """DfE has published one column name twice: the second becomes `name__2`."""
    name = header.strip() or "unnamed"
    number = 2
    while name in taken:
        name, number = f"{header.strip()}__{number}", number + 1
    return name
