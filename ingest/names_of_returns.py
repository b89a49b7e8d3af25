"""Names of SEN2 returns in DfE's XML."""

from pathlib import PurePosixPath

DATASET, FORMAT = "sen2_return", ".xml"


def part_of_return(path: PurePosixPath) -> str | None:
    """The part of a path that is the name of an XML: that of a file, or of a return whose table it
    is. In an archive or a folder, the name of a return alone."""
    for number, part in enumerate(path.parts[2:]):
        is_return = part.lower().startswith(DATASET)
        if part.lower().endswith(FORMAT) and (number == 0 or is_return):
            return part
    return None
