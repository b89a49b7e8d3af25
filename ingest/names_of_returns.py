"""Names of SEN2 returns: DfE's XML, and COLLECT's blades, of which each is a table."""

import datetime as dt
import re
from collections.abc import Collection
from pathlib import PurePosixPath

from ingest import contract_files, file_pattern, file_version
from ingest.contract_files import HEADER  # blade sen2
from ingest.regular_expression import compiled

DATASET, FORMAT = contract_files.RETURN, ".xml"
NAME = re.compile(rf"{DATASET}__(?P<date>\d{{4}}-\d{{2}}-\d{{2}})(__.*)?", re.ASCII | re.IGNORECASE)
TABLE = "sen2_"


def part_of_return(path: PurePosixPath) -> str | None:
    """The part of a path that is the name of an XML: that of a file, or of a return whose table it
    is. In an archive or a folder, the name of a return alone."""
    for number, part in enumerate(path.parts[2:]):
        if part.lower().endswith(FORMAT) and (number == 0 or _is_name(path, part)):
            return part
    return None


def _is_name(path: PurePosixPath, part: str) -> bool:
    try:
        return business_date(path, part) is not None
    except ValueError:
        return True


def business_date(path: PurePosixPath, part: str) -> dt.date | None:
    """The date in the name of a return, as the contract or its authority names it; None where it is
    named otherwise. Raises ValueError with the reason where it is no date."""
    la_code, source = path.parts[:2]
    name = part[: -len(FORMAT)]
    if found := NAME.fullmatch(name):
        return file_pattern.iso_date(found["date"])
    declared = contract_files.of_returns(source, la_code)
    if declared and declared.file_pattern:
        match = compiled(declared.file_pattern).fullmatch(name)
        return file_pattern.business_date(match, declared.quarters) if match else None
    return None


def table_of_blade(rest: str, datasets: Collection[str]) -> str | None:
    """The dataset of a blade, by what its name holds behind the date: `__Person`, `__senneeds__v2`.
    None where it holds no name of a blade."""
    blades = {_plain(each.removeprefix(TABLE)): each for each in datasets if each.startswith(TABLE)}
    if HEADER in datasets:
        blades[_plain(TABLE.rstrip("_"))] = HEADER
    parts = file_version.without(rest).lower().split("__")
    return next((found for part in parts if (found := blades.get(_plain(part)))), None)


def expected(datasets: Collection[str]) -> str:
    """How a return is to be named, where a name has neither form."""
    blades = sorted(each.removeprefix(TABLE) for each in datasets if each.startswith(TABLE))
    listed = ", ".join("sen2" if each == "header" else each.replace("_", "") for each in blades)
    return (
        f"a {DATASET} is DfE's XML, or the blades of COLLECT: expected {DATASET}__<yyyy-mm-dd>"
        f"{FORMAT}, or {DATASET}__<yyyy-mm-dd>__<blade>.csv with a blade of {listed}"
    )


def _plain(name: str) -> str:
    """A name of a blade without case, separators and plural."""
    letters = "".join(each for each in name.removeprefix(TABLE) if each.isalnum())
    return letters.rstrip("s")
