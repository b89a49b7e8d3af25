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
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def files(
    home: Path, source: str | None = None, with_controls: bool = False
) -> Iterator[tuple[str, FileState]]:
    """Yield each entry below landing that gets a receipt, with its state; with a source, without
    the folders of other sources. These are files and links, and what a file is expected in place
    of: pipes, sockets, devices, folders that are named like files or can't be read. Control files
    are left out, unless they are asked for."""
    for path, state in _entries(home, source):
        is_control = with_controls and path.endswith(filenames.CONTROL)
        if is_control or _gets_receipt(path, state):
            yield path, _state(state)


def left(home: Path, source: str) -> Iterator[tuple[str, str]]:
    """Yield the entries that get no receipt, each with its reason: what is no file and is named
    like a marker or an upload, and uploads that have not changed for an hour."""
    for path, state in _entries(home, source):
        what, quiet = kind(state), time.time() - state.st_mtime
        if what and not _gets_receipt(path, state):
            yield path, f"it is {what}, expected a file; place the file itself there"
        elif not what and path.endswith(filenames.ARRIVING) and quiet > QUIET_UPLOAD:
            since = file_time.moment(state)
            yield (
                path,
                f"its upload has stood still since {since:%Y-%m-%d %H:%M} UTC; send it again",
            )


def kind(state: os.stat_result) -> str:
    """What an entry is that is neither a file nor a link; else empty."""
    for is_it, what in KINDS:
        if is_it(state.st_mode):
            return what
    return ""


def is_named_like_file(path: Path) -> bool:
    """Whether a file is expected where a folder has this name."""
    return path.name.lower().endswith(filenames.NAMES_OF_FILES)


def _gets_receipt(path: str, state: os.stat_result) -> bool:
    if stat.S_ISDIR(state.st_mode):
        return not path.endswith(filenames.MARKERS)
    return filenames.is_data(PurePosixPath(path))


def _entries(home: Path, source: str | None) -> Iterator[tuple[str, os.stat_result]]:
    """What lies below landing. Folders are among it where they can't be read or are named like
    files."""
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
            if inside is None or is_named_like_file(Path(entry.name)):
                yield path, state


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
