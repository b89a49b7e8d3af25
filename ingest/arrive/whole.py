"""Which files in landing are whole: those with a marker beside them, or unchanged for a while."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ingest import contract_files, file_time, filenames, paths
from ingest.contract import Marker
from ingest.display import printable
from ingest.register.arrivals import FileState

SUFFIXES: dict[Marker, str] = {"done": filenames.DONE, "control": filenames.CONTROL}


def settled(
    home: Path, found: Iterable[tuple[str, FileState]], settle_seconds: float
) -> Iterator[str]:
    """Yield the paths of whole files. A file whose contract requires a marker is whole with that
    marker; another one with any marker, or when it has been unchanged for `settle_seconds`."""
    root = paths.landing(home)
    fresh: list[tuple[str, FileState]] = []
    wait = 0.0  # seconds until every fresh file is old enough
    for path, state in found:
        age = time.time() - state[1] / 1e9
        if lacks_marker(root, path):
            continue
        # While earlier files are recorded, this one can have been written to.
        if _markers(root / path) or (age > settle_seconds and _is_as_found(root / path, state)):
            yield path
        else:
            fresh.append((path, state))
            wait = max(wait, settle_seconds - max(age, 0))
    if fresh:
        time.sleep(wait)
    for path, state in fresh:
        if _is_as_found(root / path, state):
            yield path


def _is_as_found(file: Path, state: FileState) -> bool:
    if not os.path.lexists(file):
        return False
    now = file.lstat()
    return (now.st_size, file_time.modified(now), file_time.changed(now)) == state


def lacks_marker(root: Path, path: str) -> Marker | None:
    """The marker that the file's contract requires and that does not lie beside it."""
    required = _required(PurePosixPath(printable(path)))
    return required if required and required not in _markers(root / path) else None


def _markers(file: Path) -> list[Marker]:
    # os.path.isfile returns False for a name that is too long; Path.is_file raises.
    return [
        marker
        for marker, suffix in SUFFIXES.items()
        if any(os.path.isfile(each) for each in filenames.beside(file, suffix))  # noqa: PTH113
    ]


def _required(path: PurePosixPath) -> Marker | None:
    """The marker that the contract requires of the dataset that the file's name identifies; for an
    archive, that of the dataset in the archive's name."""
    if path.name.lower().endswith(filenames.ARCHIVE):
        path = path.with_name(f"{filenames.stem(path.name)}.csv")
    identity = filenames.identify(path)
    contract = contract_files.of_source(identity.source, identity.la_code).get(
        str(identity.dataset)
    )
    return contract.marker if contract else None
