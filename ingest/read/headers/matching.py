"""Matches a file's headers with the contract's columns: new, missing and repeated ones."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest import contract_files, display
from ingest.contract import Contract
from ingest.contract_headers import is_part
from ingest.display import printable
from ingest.errors import FileRejected
from ingest.header_name import occurrence, plain
from settings import bounds

MAX_HEADER_SHOWN, MAX_HEADERS_SHOWN = 60, 30
DEBITS, CREDITS = re.compile(r"(?i)\b(debits?|dr)\b"), re.compile(r"(?i)\b(credits?|cr)\b")
Spelling = tuple[str, int | None]


@dataclass(frozen=True)
class Headers:
    """Position in the file of each cell that the contract's columns are read from, by its name in
    `Contract.headers`, and of each header that the contract does not name (`added`)."""

    position: dict[str, int]
    added: dict[str, int]


def check_number(contract: Contract, file_name: str, found: list[str], max_columns: int) -> None:
    """Raises FileRejected for more than `max_columns`."""
    if len(found) > max_columns:
        raise FileRejected(
            f"{file_name} has {len(found):,} columns. Expected at most {max_columns:,}; send "
            f"those of {contract.dataset} alone, {bounds.stated('max_names')}."
        )


def match(contract: Contract, file_name: str, found: list[str]) -> Headers:
    """Find each column of the contract by its name, never by its position.

    Raises FileRejected where a column is missing or two headers are of the same column.
    """
    named = _cells_by_header(contract)
    position: dict[str, int] = {}
    added: dict[str, int] = {}
    repeated = []
    for place, (header, spellings) in enumerate(zip(found, _spellings(found), strict=True)):
        names = next((named[each] for each in spellings if each in named), None)
        if names is None:
            added[_distinct(header, added)] = place
            continue
        before = [position[each] for each in names if each in position]
        if before:
            repeated.append(f"'{printable(header)}' (columns {before[0] + 1} and {place + 1})")
        position |= {each: place for each in names if each not in position}
    if repeated:
        raise FileRejected(
            f"{file_name} has two columns for one meaning: {', '.join(repeated)}. Send each column "
            "once, or name the right one in the contract: <header>__2 is the second of a name; a "
            "debit and a credit are one amount with derive: debit_minus_credit, debit_headers and "
            "credit_headers instead of aliases."
        )
    _check_missing(contract, file_name, position, added)
    return Headers(position, added)


def columns_without(contract: Contract, found: Headers) -> tuple[str, ...]:
    """The contract's columns that files carry and of which a file has no header."""
    return tuple(
        name
        for name, column in contract.columns.items()
        if column.from_file and found.position.keys().isdisjoint(contract.cells_of(name))
    )


def _cells_by_header(contract: Contract) -> dict[Spelling, list[str]]:
    """The cells in `Contract.headers` of each header: at most one column's, and the parts of texts
    that are joined. None for a header that is not wanted."""
    named: dict[Spelling, list[str]] = {occurrence(each): [] for each in contract.ignored_headers}
    for name, headers in sorted(contract.headers.items(), key=lambda each: is_part(each[0])):
        for spelling in dict.fromkeys(map(occurrence, headers)):
            named.setdefault(spelling, []).append(name)
    return named


def _spellings(found: list[str]) -> Iterator[list[Spelling]]:
    """How a contract may name each header, the most exact first. Of several equal headers, each is
    also named by its place among them."""
    number_of: Counter[str] = Counter()
    total = Counter(map(plain, found))
    for header in found:
        name = plain(header)
        number_of[name] += 1
        among_equals = [(name, number_of[name])] if total[name] > 1 else []
        as_written = occurrence(header)
        yield [*among_equals, as_written] if as_written[1] is None else [as_written, (name, None)]


def _check_missing(
    contract: Contract, file_name: str, position: dict[str, int], added: dict[str, int]
) -> None:
    missing = [
        _described(name, headers)
        for name, headers in contract.headers.items()
        if name not in position and not contract.columns[name.partition(".")[0]].optional_header
    ]
    if not missing:
        return
    _check_quotation_marks(file_name, list(added), is_unknown=not position)
    if not position:  # the first row may be a person's: none of it is shown
        raise FileRejected(
            f"{file_name} begins with a row that holds none of the headers expected of "
            f"{contract.dataset}: {', '.join(missing)}. Was the header left out? Send it with one, "
            "and with commas, semicolons, tabs or bars between the cells; or name its headers in "
            "the contract (aliases)."
        )
    hints, names = [], shown(contract, added)
    for name in missing:
        nearest = difflib.get_close_matches(name, added, n=1)
        hints.append(f"{name} (nearest new one: '{names[nearest[0]]}')" if nearest else name)
    new = f" New headers: {listed(contract, added)}." if added else ""
    raise FileRejected(
        f"{file_name} lacks {len(missing)} of the columns expected of {contract.dataset}: "
        f"{', '.join(hints)}.{new} {_other_dataset(contract, position, added)}"
        f"{_two_amounts(contract, missing, added)}Send the column, or name the new header "
        f"{_where_named(missing)} in the contract."
    )


def _two_amounts(contract: Contract, missing: list[str], added: dict[str, int]) -> str:
    """A sentence where an amount is missing and the file has debits and credits: an alias would
    lose one of them."""
    sides = (DEBITS, CREDITS)
    if not set(missing) & set(contract.money_columns) or not all(
        any(side.search(header[:MAX_HEADER_SHOWN]) for header in added) for side in sides
    ):
        return ""
    return (
        "The contract reads debits and credits as one amount with derive: debit_minus_credit, "
        "debit_headers and credit_headers. "
    )


def _other_dataset(contract: Contract, position: dict[str, int], added: dict[str, int]) -> str:
    """A sentence where another dataset of the source has more of the new headers than the contract
    has headers at all: the file may have the wrong name."""
    new = {plain(header) for header in added}
    having = {
        name: len(new & {plain(each) for each in other.columns})
        for name, other in contract_files.of_source(contract.source, "").items()
        if name != contract.dataset
    }
    most = max(having, key=lambda name: having[name], default="")
    if not most or having[most] < 3 or having[most] <= len(position):
        return ""
    return f"Most of these are columns of {most}: is the file's name right? "


def _check_quotation_marks(file_name: str, added: list[str], is_unknown: bool) -> None:
    """Raises FileRejected for headers that show where the quotation marks are wrong. `is_unknown`:
    none of them is a column's."""
    wrong = None
    if is_unknown and len(added) == 1 and re.search(r"[,;\t|].*[,;\t|]", added[0]):
        wrong = "each line as a whole in quotation marks, so that it is one cell"
    elif is_unknown and added and all(re.fullmatch("'.*'", header) for header in added):
        wrong = "its cells in single quotation marks, which are read as a part of the cell"
    elif not is_unknown and any(re.match(r'\s*"', header) for header in added):
        wrong = (
            "a space between a delimiter and a quotation mark, so that the mark became part of the "
            "header"
        )
    if wrong:
        raise FileRejected(
            f'{file_name} has {wrong}. Expected double quotation marks (") around single cells and '
            "nothing between them and the delimiters; export it so and send it again."
        )


def _where_named(missing: list[str]) -> str:
    has_several_cells = any(each.endswith(")") for each in missing)
    return "as an alias, or instead of the one in brackets" if has_several_cells else "as an alias"


def _described(name: str, headers: tuple[str, ...]) -> str:
    """A cell that is missing: the column's name, or a header of one of its two cells."""
    column, _, part = name.partition(".")
    return f"{column} ({' or '.join(headers)})" if part else column


def shown(contract: Contract, added: dict[str, int]) -> dict[str, str]:
    """New headers as a message may show them."""
    if contract.personal:
        return dict(zip(added, display.headers(added, MAX_HEADER_SHOWN), strict=True))
    return {name: printable(name[:MAX_HEADER_SHOWN]) for name in added}


def listed(contract: Contract, added: dict[str, int]) -> str:
    """The first new headers, and how many more there are."""
    names = list(shown(contract, added).values())
    more = len(names) - MAX_HEADERS_SHOWN
    return ", ".join(names[:MAX_HEADERS_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def distinct(headers: list[str]) -> list[str]:
    """Headers as the names of a record's values: no two differ in case alone."""
    taken: dict[str, int] = {}
    folded: set[str] = set()
    for place, header in enumerate(headers):
        name = _distinct(header, taken)
        while name.casefold() in folded:
            name += "_"
        folded.add(name.casefold())
        taken[name] = place
    return list(taken)


def _distinct(header: str, taken: dict[str, int]) -> str:
    """Name a repeated header `name__2`: DfE has published files with one column name twice."""
    first = name = header.strip() or "unnamed"
    number = 2
    while name in taken:
        name, number = f"{first}__{number}", number + 1
    return name
