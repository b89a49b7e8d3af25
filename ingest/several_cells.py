"""Checks the keys of a column that is read from several cells of a record: side by side, or as the
parts of an id."""

from typing import TYPE_CHECKING

from ingest.header_name import plain

if TYPE_CHECKING:
    from ingest.column import Column

# words of headers whose cells the people map never holds
PERSONAL = {"upn", "uln", "surname", "forename", "forenames", "dob", "birth", "postcode"}


def check(column: "Column") -> None:
    """Raise ValueError for keys that can't stand together."""
    other_cells = (
        *(column.aliases, column.joined_headers, column.sign, column.derive, column.constant),
        *(column.from_title, column.hides),
    )
    several = [each for each in (column.side_by_side, column.constants, column.made_of) if each]
    if len(several) > 1 or (
        several and any(each is not None and each != () for each in other_cells)
    ):
        raise ValueError(
            "side_by_side, constants and made_of each say alone where a column's values come from: "
            "none stands beside another, nor beside aliases, joined_headers, sign, derive, "
            "constant, from_title"
        )
    if column.made_of:
        _check_made_of(column)


def _check_made_of(column: "Column") -> None:
    if column.type != "case_id":
        raise ValueError(
            "made_of is for a case_id; a text is joined from headers by joined_headers"
        )
    first, *others = column.made_of
    if not others or not isinstance(first, str):
        raise ValueError(
            "made_of needs two headers or more, and first the header of an id that each record has"
        )
    if any(not any(part) for part in column.made_of):
        raise ValueError("made_of holds an empty header")
    names = [
        each for part in column.made_of for each in ([part] if isinstance(part, str) else part)
    ]
    if personal := [each for each in names if PERSONAL & set(plain(each).split())]:
        raise ValueError(
            f"made_of can't hold '{personal[0]}': the people map holds no UPN, ULN, name, birth "
            "date or postcode. Make the id of the plan's id and of what tells its rows apart"
        )
