"""Finds files of raw and quarantine that are missing or are not what a load wrote, and makes their
loads pending.

Each night compares size and modification time, which costs one look at each file; a file whose time
differs is compared by its hash, since a copy has other times. `by_hash` compares every file so: a
disk can change bytes and no time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.arrive import revalidation
from ingest.arrive.byte_store import has_hash
from ingest.register import row_files
from ingest.register.row_files import RowFile


@dataclass(frozen=True)
class Damage:
    """Files that are missing, and those whose bytes are not as they were written."""

    missing: tuple[Path, ...] = ()
    damaged: tuple[Path, ...] = ()


def revalidate(home: Path, files: Iterable[RowFile], *, by_hash: bool = False) -> Damage:
    """Make the loads pending whose files are missing or damaged, and return these files."""
    missing: list[RowFile] = []
    damaged: list[RowFile] = []
    copied: list[RowFile] = []
    for each in files:
        path = row_files.path(home, each)
        if not path.is_file():
            missing.append(each)
        elif by_hash or not _is_as_noted(path, each):
            if not has_hash(path, each.sha256):
                damaged.append(each)
            elif not _is_as_noted(path, each):
                copied.append(each)
    if copied:
        row_files.note_again(home, copied)
    if lost := [each.load_id for each in [*missing, *damaged]]:
        row_files.note_lost(home, lost)
        revalidation.revalidate_loads(home, lost)
    return Damage(_paths(home, missing), _paths(home, damaged))


def _is_as_noted(path: Path, file: RowFile) -> bool:
    state = path.stat()
    return (state.st_size, state.st_mtime_ns) == (file.size_bytes, file.mtime_ns)


def _paths(home: Path, files: Iterable[RowFile]) -> tuple[Path, ...]:
    return tuple(row_files.path(home, each) for each in files)
