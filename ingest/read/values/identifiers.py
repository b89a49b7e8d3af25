"""Identifiers as they are keyed: without characters that nobody sees, so that an id which was
copied from a web page or a spreadsheet is the same id.

UPN, ULN and postcodes are also put into capitals and lose inner spaces. A ULN that a tool wrote as
a decimal, because other cells of its column are empty (1234567890.0), is the whole number. A case
id keeps both: r1 and R1 can be two requests of a case system. `cleaned` and
`cleaned_sql` give the same result.
"""

import unicodedata
from collections.abc import Sequence

from ingest.column import PERSONAL_NUMBERS, POSTCODE, ULN

UNSEEN = r"\p{Cc}\p{Cf}\p{Zl}\p{Zp}"
SPACES = r"\p{Zs}"
WITHOUT_SPACES = (*PERSONAL_NUMBERS, POSTCODE)
DECIMAL = ".0"
SEPARATOR = "/"  # between the cells that an id is made of


def made(parts: Sequence[str]) -> str:
    """An id that is made of cells: empty where the first is empty, or all others are."""
    return SEPARATOR.join(parts) if parts[0] and any(parts[1:]) else ""


def made_sql(parts: Sequence[str]) -> str:
    """The same for SQL of trimmed cells, null where they are empty."""
    first, *others = parts
    filled = "".join(f" || '{SEPARATOR}' || coalesce({each}, '')" for each in others)
    is_made = f"coalesce({', '.join(others)}, null) is not null"
    return f"case when {first} is not null and {is_made} then {first}{filled} end"


def cleaned(namespace: str, value: str) -> str:
    """An identifier of a namespace as it is keyed."""
    seen = _seen(namespace, value)
    return seen.removesuffix(DECIMAL) if namespace == ULN else seen


def _seen(namespace: str, value: str) -> str:
    removed = {"Cc", "Cf", "Zl", "Zp"}
    if namespace in WITHOUT_SPACES:
        value, removed = value.upper(), removed | {"Zs"}
    if value.isascii() and value.isprintable() and " " not in value:
        return value
    kept = (each for each in value if unicodedata.category(each) not in removed)
    return "".join(kept).strip()


def cleaned_sql(namespace: str | None, cell: str, unseen: bool, spaces: bool) -> str:
    """The same for SQL of a trimmed cell. `unseen`, `spaces`: whether the file may hold such
    characters, and spaces other than the plain one; only then their removal is paid for."""
    seen = _seen_sql(namespace, cell, unseen, spaces)
    if namespace != ULN:
        return seen
    whole = f"left({seen}, length({seen}) - {len(DECIMAL)})"
    return f"case when suffix({seen}, '{DECIMAL}') then {whole} else {seen} end"


def _seen_sql(namespace: str | None, cell: str, unseen: bool, spaces: bool) -> str:
    if namespace not in WITHOUT_SPACES:
        return f"trim(regexp_replace({cell}, '[{UNSEEN}]', '', 'g'))" if unseen else cell
    if unseen or spaces:
        return f"upper(regexp_replace({cell}, '[{UNSEEN}{SPACES}]', '', 'g'))"
    # `replace` costs more than to look for a space, which few numbers have
    return f"upper(case when contains({cell}, ' ') then replace({cell}, ' ', '') else {cell} end)"
