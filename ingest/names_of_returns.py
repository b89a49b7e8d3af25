"""Names of SEN2 returns: DfE's XML, and COLLECT's blades, of which each is a table."""

from collections.abc import Collection
from pathlib import PurePosixPath

from ingest import file_version

DATASET, FORMAT = "sen2_return", ".xml"
TABLE = "sen2_"
HEADER = f"{TABLE}header"  # blade sen2


def part_of_return(path: PurePosixPath) -> str | None:
    """The part of a path that is the name of an XML: that of a file, or of a return whose table it
    is. In an archive or a folder, the name of a return alone."""
    for number, part in enumerate(path.parts[2:]):
        is_return = part.lower().startswith(DATASET)
        if part.lower().endswith(FORMAT) and (number == 0 or is_return):
            return part
    return None


def table_of_blade(rest: str, datasets: Collection[str]) -> str | None:
    """The dataset of a blade, by what its name holds behind the date: `__Person`, `__senneeds__v2`.
    None where it holds no name of a blade."""
    blades = {_plain(each.removeprefix(TABLE)): each for each in datasets if each.startswith(TABLE)}
    if HEADER in datasets:
        blades[_plain(DATASET.partition("_")[0])] = HEADER
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
