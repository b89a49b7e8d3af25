"""Matches a file's headers with the contract's columns: new, missing and repeated ones."""

import difflib
import re
from dataclasses import dataclass

from ingest.contract import Contract
from ingest.display import printable
from ingest.errors import FileRejected
from ingest.formats.csv_text import plain

MAX_HEADER_SHOWN, MAX_HEADERS_SHOWN = 60, 30
MAX_COLUMNS = 1000


@dataclass(frozen=True)
class Headers:
    """Position in the file of each of the contract's columns, and of each header that it does not
    name (`added`)."""

    position: dict[str, int]
    added: dict[str, int]


def match(contract: Contract, file_name: str, found: list[str]) -> Headers:
    """Find each column of the contract by its name, never by its position.

    Raises FileRejected where a column is missing, two headers are of the same column, or there are
    more than MAX_COLUMNS.
    """
    if len(found) > MAX_COLUMNS:
        raise FileRejected(
            f"{file_name} has {len(found):,} columns. Expected at most {MAX_COLUMNS:,}; send "
            f"those of {contract.dataset} alone."
        )
    column_of = _columns_by_header(contract, file_name, found)
    ignored = {plain(name) for name in contract.ignored_headers}
    position: dict[str, int] = {}
    added: dict[str, int] = {}
    repeated = []
    for place, header in enumerate(found):
        name = column_of.get(plain(header))
        if name in position:
            columns = f"columns {position[name] + 1} and {place + 1}"
            repeated.append(f"'{printable(header)}' ({columns})")
        elif name is not None:
            position[name] = place
        elif plain(header) not in ignored:
            added[_distinct(header, added)] = place
    if repeated:
        raise FileRejected(
            f"{file_name} has two columns for one meaning: {', '.join(repeated)}. "
            "Send each column once."
        )
    _check_missing(contract, file_name, position, added)
    return Headers(position, added)


def _columns_by_header(contract: Contract, file_name: str, found: list[str]) -> dict[str, str]:
    """The column of each header that means it, as `plain` compares headers.

    Raises FileRejected where a header of the file means two columns.
    """
    shown = {plain(header): header for header in found}
    names: dict[str, str] = {}
    for name, column in contract.columns.items():
        for header in {plain(alias) for alias in (name, *column.aliases) if column.from_file}:
            if header in names and header in shown:
                raise FileRejected(
                    f"{file_name}: the contract reads the header '{printable(shown[header])}' into "
                    f"two columns, {names[header]} and {name}. A header can give one column: "
                    "remove the alias, and derive the other column or give it as a constant."
                )
            names[header] = name
    return names


def _check_missing(
    contract: Contract, file_name: str, position: dict[str, int], added: dict[str, int]
) -> None:
    missing = [
        name
        for name, column in contract.columns.items()
        if column.from_file and not column.optional_header and name not in position
    ]
    if not missing:
        return
    if not position:  # the first row may be a person's: none of it is shown
        raise FileRejected(
            f"{file_name} begins with a row that holds none of the headers expected of "
            f"{contract.dataset}: {', '.join(missing)}. Was the header left out? Send it with one."
        )
    hints, names = [], shown(contract, added)
    for name in missing:
        nearest = difflib.get_close_matches(name, added, n=1)
        hints.append(f"{name} (nearest new one: '{names[nearest[0]]}')" if nearest else name)
    new = f" New headers: {listed(contract, added)}." if added else ""
    raise FileRejected(
        f"{file_name} lacks {len(missing)} of the columns expected of {contract.dataset}: "
        f"{', '.join(hints)}.{new} Send the column, or name the new header as an alias in the "
        "contract."
    )


def shown(contract: Contract, added: dict[str, int]) -> dict[str, str]:
    """New headers as a message may show them. In a dataset about people a digit in one of them can
    mean that a row has run into the header: then only their shapes are shown."""
    if contract.personal and any(character.isdigit() for name in added for character in name):
        return {name: re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", name))[:30] for name in added}
    return {name: printable(name[:MAX_HEADER_SHOWN]) for name in added}


def listed(contract: Contract, added: dict[str, int]) -> str:
    """The first new headers, and how many more there are."""
    names = list(shown(contract, added).values())
    more = len(names) - MAX_HEADERS_SHOWN
    return ", ".join(names[:MAX_HEADERS_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _distinct(header: str, taken: dict[str, int]) -> str:
    """Name a repeated header `name__2`: DfE has published files with one column name twice."""
    name = header.strip() or "unnamed"
    number = 2
    while name in taken:
        name, number = f"{header.strip()}__{number}", number + 1
    return name
