"""Finds raw files that are missing or are not what a load wrote, and makes their loads pending.

Each night compares size and modification time, which costs one look at each file; a file whose time
differs is compared by its hash, since a copy has other times. `by_hash` compares every file so: a
disk can change bytes and no time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest import paths
from ingest.arrive import revalidation
from ingest.arrive.received import has_hash
from ingest.register import raw_files
from ingest.register.raw_files import RawFile


@dataclass(frozen=True)
class RawDamage:
    """Raw files that are missing, and those whose bytes are not as they were written."""

    missing: tuple[Path, ...] = ()
    damaged: tuple[Path, ...] = ()


def revalidate(home: Path, files: Iterable[RawFile], *, by_hash: bool = False) -> RawDamage:
    """Make the loads pending whose raw files are missing or damaged, and return these files."""
    missing: list[RawFile] = []
    damaged: list[RawFile] = []
    copied: list[RawFile] = []
    for each in files:
        path = paths.raw(home, each)
        if not path.is_file():
            missing.append(each)
        elif by_hash or not _is_as_noted(path, each):
            if not has_hash(path, each.sha256):
                damaged.append(each)
            elif not _is_as_noted(path, each):
                copied.append(each)
    if copied:
        raw_files.note_again(home, copied)
    if lost := [each.load_id for each in [*missing, *damaged]]:
        raw_files.note_lost(home, lost)
        revalidation.revalidate_loads(home, lost)
    return RawDamage(_paths(home, missing), _paths(home, damaged))


def _is_as_noted(path: Path, file: RawFile) -> bool:
    state = path.stat()
    return (state.st_size, state.st_mtime_ns) == (file.size_bytes, file.mtime_ns)


def _paths(home: Path, files: Iterable[RawFile]) -> tuple[Path, ...]:
    return tuple(paths.raw(home, each) for each in files)
