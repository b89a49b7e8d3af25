"""Control files: what the sender says the file holds, to be compared with what was found."""

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ingest import filenames

LARGEST = 1 << 20
PLAIN = re.compile(r"[\w.,+-]{1,64}", re.ASCII)


def claims(file: Path) -> dict[str, Any] | None:
    """The sender's `<stem>.control.json` beside the file, or None where there is none."""
    path = file.with_name(f"{filenames.stem(file.name)}.control.json")
    if path.is_symlink():
        return {"unreadable": path.name}
    if not path.is_file():
        return None
    try:
        with path.open("rb") as stream:
            content = json.loads(
                stream.read(LARGEST), parse_float=str, parse_int=str, parse_constant=str
            )
        json.dumps(content, ensure_ascii=False).encode()  # half a character can't be kept
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("totals") or {}, dict):
        return {"unreadable": path.name}
    return content


def differences(
    claimed: dict[str, Any] | None, sha256: str, rows: int, totals: dict[str, str]
) -> list[str]:
    """Every way in which the file is not what its control file says, in plain words."""
    if claimed is None:
        return []
    if "unreadable" in claimed:
        unreadable = claimed["unreadable"]
        return [f"its control file {unreadable} is not a JSON object of rows, sha256 and totals"]
    found = []
    if "sha256" in claimed and str(claimed["sha256"]).lower() != sha256:
        found.append(f"its sha256 is {sha256}, the control file says {_said(claimed['sha256'])}")
    if "rows" in claimed and str(claimed["rows"]) != str(rows):
        found.append(f"it holds {rows} rows, the control file says {_said(claimed['rows'])}")
    for column, total in (claimed.get("totals") or {}).items():
        if column not in totals:
            found.append(f"the control file totals '{_said(column)}', which is no amount column")
        elif not _equal(totals[column], total):
            found.append(f"{column} sums to {totals[column]}, the control file says {_said(total)}")
    return found


def _said(claim: Any) -> str:
    """A claim as a message may repeat it: a sender can write anything there."""
    said = str(claim)
    return said if PLAIN.fullmatch(said) else "something else"


def _equal(found: str, claimed: Any) -> bool:
    try:
        return Decimal(found) == Decimal(str(claimed))
    except InvalidOperation:
        return False
