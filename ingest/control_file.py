"""Control files: the sender's row count, hash and totals, compared with what the file holds."""

import json
import os
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Self

from ingest import filenames

LARGEST_BYTES = 1 << 20
# What may be printed of a control file: a sender can write anything into it.
NUMBER = re.compile(r"[+-]?[\d,]{1,20}(\.\d{1,6})?", re.ASCII)
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
    """Read the control file beside a file (`filenames.beside`); None where there is none."""
    places = filenames.beside(file, filenames.CONTROL)
    path = next((each for each in places if os.path.lexists(each)), None)
    if path is None:  # also where the name is too long to exist
        return None
    if path.is_symlink():
        return ControlFile(unreadable=path.name)
    return parse(path, path.name) if path.is_file() else None


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


def numbers(stated: ControlFile) -> dict[str, str]:
    """The totals that are numbers, by the column that they are stated for."""
    totals = (stated.totals or {}).items()
    return {column: total for column, total in totals if NUMBER.fullmatch(total)}


def differences(
    stated: ControlFile | None, sha256: str, rows: int, totals: dict[str, str]
) -> list[str]:
    """Return each difference between a file and its control file, as part of a sentence."""
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
    if stated.rows is not None and stated.rows != str(rows):
        found.append(f"it holds {rows} rows, the control file states {_shown(stated.rows, NUMBER)}")
    for column, total in (stated.totals or {}).items():
        if column not in totals:
            amounts = ", ".join(totals) or "none"
            found.append(
                f"the control file totals what is no amount column (the file's are: {amounts})"
            )
        elif not _equal(totals[column], total):
            printed = _shown(total, NUMBER)
            found.append(f"{column} sums to {totals[column]}, the control file states {printed}")
    return found


def _shown(value: str, expected: re.Pattern[str]) -> str:
    return value if expected.fullmatch(value) else "something else"


def _equal(found: str, stated: str) -> bool:
    try:
        return Decimal(found) == Decimal(stated)
    except InvalidOperation:
        return False
