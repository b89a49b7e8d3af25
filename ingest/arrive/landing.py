"""The files in landing."""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ingest import contract_files, file_time, filenames, paths
from ingest.register.arrivals import FileState

QUIET_UPLOAD = 3600  # seconds
KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def files(
    home: Path, source: str | None = None, with_controls: bool = False
) -> Iterator[tuple[str, FileState]]:
    """Yield each file or link below landing with its state; with a source, without the folders of
    other sources. A folder that can't be read is yielded itself. Control files are left out, unless
    they are asked for."""
    for path, state in _entries(home, source):
        if _kind(state):
            continue  # opening a pipe blocks
        is_control = with_controls and path.endswith(filenames.CONTROL)
        if stat.S_ISDIR(state.st_mode) or is_control or filenames.is_data(PurePosixPath(path)):
            yield path, _state(state)


def left(home: Path, source: str) -> Iterator[tuple[str, str]]:
    """Yield the entries that are never loaded, each with its reason: folders that are named like
    files, pipes, sockets and devices, and uploads that have not changed for an hour."""
    for path, state in _entries(home, source, with_folders=True):
        kind, quiet = _kind(state), time.time() - state.st_mtime
        if stat.S_ISDIR(state.st_mode):
            if path.lower().endswith(filenames.NAMES_OF_FILES):
                yield path, "it is a folder, expected a file; place the file itself there"
        elif kind:
            yield path, f"it is {kind}, expected a file"
        elif path.endswith(filenames.ARRIVING) and quiet > QUIET_UPLOAD:
            since = file_time.moment(state)
            yield (
                path,
                f"its upload has stood still since {since:%Y-%m-%d %H:%M} UTC; send it again",
            )


def _entries(
    home: Path, source: str | None, with_folders: bool = False
) -> Iterator[tuple[str, os.stat_result]]:
    """What lies below landing. Folders are among it where they can't be read, or all of them."""
    others = {name for name in contract_files.sources() if source and name != source}
    top = _read_folder(paths.landing(home)) if paths.landing(home).is_dir() else []
    waiting = [("", top)]
    while waiting:
        folder, entries = waiting.pop()
        for entry, state in entries:
            path = f"{folder}{entry.name}"
            is_folder = stat.S_ISDIR(state.st_mode)
            is_of_other = is_folder and folder.count("/") == 1 and entry.name in others
            if entry.name.startswith(".") or is_of_other:
                continue
            inside = _read_or_none(Path(entry.path)) if is_folder else None
            if inside is not None:
                waiting.append((f"{path}/", inside))
            if inside is None or with_folders:
                yield path, state


def _kind(state: os.stat_result) -> str:
    """What an entry is that is neither a file nor a link nor a folder; else empty."""
    for is_it, kind in KINDS:
        if is_it(state.st_mode):
            return kind
    return ""


def _read_or_none(folder: Path) -> list[tuple[os.DirEntry[str], os.stat_result]] | None:
    """The entries of a folder; None where it can't be read."""
    try:
        return _read_folder(folder)
    except OSError:
        return None


def _read_folder(folder: Path) -> list[tuple[os.DirEntry[str], os.stat_result]]:
    """The entries of a folder by name, each with its state."""
    with os.scandir(folder) as entries:
        named = sorted(entries, key=lambda entry: entry.name)
    return [(entry, entry.stat(follow_symlinks=False)) for entry in named]


def _state(state: os.stat_result) -> FileState:
    return (state.st_size, file_time.modified(state), file_time.changed(state))
