"""Marks that keep a spreadsheet from reading a cell as a number: '012345 and ="012345".

They are no part of the value: with them a cost centre or an id would join to nothing. An apostrophe
is a mark only before something that a spreadsheet would take for a number or date. `removed` and
`removed_sql` give the same result.
"""

import re

BEFORE_NUMBER = re.compile(rb"'[-+(0-9\xc2]")  # the last begins a pound sign
APOSTROPHE = r"^'([-+(£]*[0-9][-0-9.,:/ )]*)$"
FORMULA = r'^="([^"]*)"$'


def may_be_in(before: bytes, chunk: bytes) -> bool:
    """Whether a chunk of a file may hold a mark; `before` are the bytes before it."""
    if before[-1:] in (b"'", b"="):
        return True
    if b"=" in chunk and b'="' in chunk:  # few files have the first, which is found much faster
        return True
    return b"'" in chunk and BEFORE_NUMBER.search(chunk) is not None


def removed(cell: str) -> str:
    """The value of a cell."""
    for pattern in (APOSTROPHE, FORMULA):
        if found := re.match(pattern, cell):
            return found[1].strip()
    return cell


def removed_sql(cell: str) -> str:
    """The same for SQL of a trimmed cell."""
    apostrophe = APOSTROPHE.replace("'", "''")
    return (
        f"case left({cell}, 1) when '''' then trim(regexp_replace({cell}, '{apostrophe}', '\\1')) "
        f"when '=' then nullif(trim(regexp_replace({cell}, '{FORMULA}', '\\1')), '') "
        f"else {cell} end"
    )
