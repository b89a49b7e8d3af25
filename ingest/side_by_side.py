"""Checks the columns of a contract that are read from several cells of a record, each of which is
in a row of its own (Need 1, Need 2), and ids that are made of other cells."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.column import Column

# Words of headers whose cells the people map never holds
PERSONAL = {"upn", "uln", "surname", "forename", "forenames", "dob", "birth", "dateofbirth",
            "postcode"}  # fmt: skip
OF_PERSONS = {"pupil", "child", "student", "person", "learner", "first", "last", "family", "given",
              "full", "legal", "preferred"}  # fmt: skip
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")  # DateOfBirth is three words, UPN1 one
MOST_ROWS = 60  # of one record: the months of five years
Columns = Mapping[str, Column]


def rows_of_record(columns: Columns) -> int:
    """How many rows a record can be; 1 where no cells are read side by side."""
    return max((len(each) for _, _, each in _lists(columns)), default=1)


def check(columns: Columns, key: Sequence[str]) -> bool:
    """Return whether cells are read side by side. Raise ValueError for keys that can't stand
    together, where it is not clear which rows a record is, and where its rows would have the same
    key."""
    for name, column in columns.items():
        _check_column(name, column)
    lists = list(_lists(columns))
    if lists:
        _check_rows(lists, key)
    return bool(lists)


def _lists(columns: Columns) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Column, key and values of each list with a value for each row of a record."""
    for name, column in columns.items():
        if column.side_by_side:
            yield name, "side_by_side", column.side_by_side
        if column.constants:
            yield name, "constants", column.constants
        for part in column.made_of:
            if not isinstance(part, str):
                yield name, "made_of", part


def _check_rows(lists: Sequence[tuple[str, str, tuple[str, ...]]], key: Sequence[str]) -> None:
    if len({len(values) for _, _, values in lists}) > 1:
        listed = ", ".join(f"{name} ({of}) {len(values)}" for name, of, values in lists)
        raise ValueError(
            f"the columns side by side state different numbers of rows of a record: {listed}. Name "
            "as many in each, with '' where a row has no such header"
        )
    if not 2 <= len(lists[0][2]) <= MOST_ROWS:
        raise ValueError(f"side by side are 2 to {MOST_ROWS} headers")
    if not any(of == "side_by_side" for _, of, _ in lists):
        raise ValueError(
            "constants, or a made_of with lists, has no effect without a column that is read "
            "side_by_side"
        )
    if not {name for name, _, _ in lists} & set(key):
        raise ValueError(
            f"the rows of one record would have the same {' and '.join(key)}. Read it "
            "side_by_side too, give it constants, or make it of headers side by side (made_of)"
        )


def _check_column(name: str, column: Column) -> None:
    other_cells = (
        *(column.aliases, column.joined_headers, column.sign, column.derive, column.constant),
        *(column.from_title, column.hides),
    )
    several = [each for each in (column.side_by_side, column.constants, column.made_of) if each]
    if len(several) > 1 or (
        several and any(each is not None and each != () for each in other_cells)
    ):
        raise ValueError(
            f"{name}: side_by_side, constants and made_of each say alone where a column's values "
            "come from: none stands beside another, nor beside aliases, joined_headers, sign, "
            "derive, constant, from_title"
        )
    if column.made_of:
        _check_made_of(name, column)


def _check_made_of(name: str, column: Column) -> None:
    if column.type != "case_id":
        raise ValueError(
            f"{name}: made_of is for a case_id; a text is joined from headers by joined_headers"
        )
    first, *others = column.made_of
    if not others or not isinstance(first, str):
        raise ValueError(
            f"{name}: made_of needs two headers or more, and first the header of an id that each "
            "record has"
        )
    if any(not any(part) for part in column.made_of):
        raise ValueError(f"{name}: made_of holds an empty header")
    parts = ((part,) if isinstance(part, str) else part for part in column.made_of)
    headers = [header for part in parts for header in part]
    if personal := list(filter(_is_personal, headers)):
        raise ValueError(
            f"{name}: made_of can't hold '{personal[0]}': the people map holds no UPN, ULN, name, "
            "birth date or postcode. Make the id of the plan's id and of what tells its rows apart"
        )


def _is_personal(header: str) -> bool:
    words = {word.lower() for word in WORD.findall(header)}
    is_name = "name" in words and (words == {"name"} or bool(words & OF_PERSONS))
    return is_name or bool(words & PERSONAL)
