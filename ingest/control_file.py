"""Control files: the sender's row count, hash and totals, compared with what the file holds.

A total is stated for a column by its name or by a header of the sender's, and as a number that may
have a pound sign, separators of thousands and the signs of a credit.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Self

from ingest import filenames
from ingest.header_name import occurrence

LARGEST_BYTES = 1 << 20
# What may be printed of a control file: a sender can write anything into it.
NUMBER = re.compile(r"[+-]?[\d,]{1,20}(\.\d{1,6})?", re.ASCII)
SEPARATOR = re.compile(r"(?<=[0-9])[\s,](?=[0-9]{3}(?![0-9]))")
KEYS = {"rows", "sha256", "totals"}
HASH = re.compile(r"[0-9a-fA-F]{32,64}")


@dataclass(frozen=True)
class ControlFile:
    """Rows, hash and pounds by amount column as the sender states them; None: not stated.
    `unreadable` is the name of a control file that can't be read."""

    rows: str | None = None
    sha256: str | None = None
    totals: dict[str, str] | None = None
    unreadable: str | None = None

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read the content of a control file. Raises TypeError where it is of another shape, or
        states something and none of the three: it would prove nothing."""
        if not isinstance(content, dict) or not isinstance(content.get("totals") or {}, dict):
            raise TypeError
        if content and not KEYS & set(content):
            raise TypeError
        stated = {name: str(content[name]) for name in ("rows", "sha256") if name in content}
        totals = {name: str(total) for name, total in (content.get("totals") or {}).items()}
        return cls(**stated, totals=totals or None)


def read(file: Path) -> ControlFile | None:
    """Read the control file beside a file (`filenames.beside`); None where there is none. What is
    no file, such as a folder or a link, can't be read and is not opened."""
    places = filenames.beside(file, filenames.CONTROL)
    path = next((each for each in places if os.path.lexists(each)), None)
    if path is None:  # also where the name is too long to exist
        return None
    if path.is_symlink() or not path.is_file():
        return ControlFile(unreadable=path.name)
    return parse(path, path.name)


def parse(path: Path, name: str) -> ControlFile:
    """Read a control file that lies at a path and was received under a name."""
    try:
        with path.open("rb") as stream:
            content = json.loads(
                stream.read(LARGEST_BYTES), parse_float=str, parse_int=str, parse_constant=str
            )
        json.dumps(content, ensure_ascii=False).encode()  # a lone surrogate can't be stored
        return ControlFile.from_json(content)
    except (OSError, ValueError, TypeError, RecursionError):
        return ControlFile(unreadable=name)


def number(text: str) -> Decimal | None:
    """Read a stated number: 4000000, 4,000,000.00, £4 000 000, (120.00) or 120.00-."""
    plain = SEPARATOR.sub("", text.replace("£", "").strip())
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    if plain.endswith("-"):
        plain = f"-{plain[:-1]}"
    try:
        found = Decimal(plain.replace(" ", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def totals(
    stated: ControlFile | None, headers: Mapping[str, Iterable[str]]
) -> dict[str, list[str]]:
    """The stated totals by column; under "" those that are stated for none of the columns.
    `headers` are the names that each column can have."""
    columns = {occurrence(each): name for name, listed in headers.items() for each in listed}
    found: dict[str, list[str]] = {}
    for name, total in ((stated and stated.totals) or {}).items():
        found.setdefault(columns.get(occurrence(name), ""), []).append(total)
    return found


def differences(
    stated: ControlFile | None,
    sha256: str,
    rows: int,
    stated_totals: dict[str, list[str]],
    sums: dict[str, str],
) -> list[str]:
    """Return each difference between a file and its control file, as part of a sentence.
    `stated_totals` are those of `totals`, `sums` what the file's columns of numbers sum to."""
    if stated is None:
        return []
    if stated.unreadable:
        unreadable = stated.unreadable
        return [f"its control file {unreadable} is not a JSON object of rows, sha256 and totals"]
    found = []
    if stated.sha256 is not None and stated.sha256.lower() != sha256:
        found.append(
            f"its sha256 is {sha256}, the control file states {_shown(stated.sha256, HASH)}"
        )
    if stated.rows is not None and number(stated.rows) != rows:
        found.append(f"it holds {rows} rows, the control file states {_shown(stated.rows, NUMBER)}")
    for column, listed in stated_totals.items():
        shown = " and ".join(dict.fromkeys(_shown_number(total) for total in listed))
        if column not in sums:
            columns = ", ".join(sums) or "none"
            found.append(
                "the control file has a total under a name that the contract has for no column of "
                f"numbers (the file's are: {columns}); correct the name, or add it to the "
                "aliases"
            )
        elif len({number(total) for total in listed}) > 1:
            found.append(f"the control file states several totals of {column}: {shown}")
        elif number(listed[0]) != Decimal(sums[column]):
            found.append(f"{column} sums to {sums[column]}, the control file states {shown}")
    return found


def _shown(value: str, expected: re.Pattern[str]) -> str:
    return value if expected.fullmatch(value) else "something else"


def _shown_number(total: str) -> str:
    return _shown(str(number(total)), NUMBER)
