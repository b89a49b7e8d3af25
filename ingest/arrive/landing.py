"""The files in landing, and which of them are whole."""

import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ingest import contracts, filenames, paths
from ingest.register.arrivals import FileState

SETTLE_SECONDS = 1.0


def files(home: Path, source: str | None = None) -> Iterator[tuple[str, FileState]]:
    """Yield each file or link below landing with its size and modification time; with a source,
    without the folders of other sources. A folder that can't be read is yielded itself."""
    others = {name for name in contracts.sources() if source and name != source}
    inside = _read_folder(paths.landing(home)) if paths.landing(home).is_dir() else []
    waiting = [("", inside)]
    while waiting:
        folder, entries = waiting.pop()
        for entry, state in entries:
            path = f"{folder}{entry.name}"
            if entry.name.startswith("."):
                continue
            if stat.S_ISDIR(state.st_mode):
                if folder.count("/") == 1 and entry.name in others:
                    continue
                try:
                    waiting.append((f"{path}/", _read_folder(Path(entry.path))))
                except OSError:
                    yield path, (state.st_size, state.st_mtime_ns)
            # only regular files and links: opening a pipe blocks
            elif filenames.is_data(PurePosixPath(path)) and (
                stat.S_ISREG(state.st_mode) or stat.S_ISLNK(state.st_mode)
            ):
                yield path, (state.st_size, state.st_mtime_ns)


def _read_folder(folder: Path) -> list[tuple[os.DirEntry[str], os.stat_result]]:
    """The entries of a folder by name, each with its state."""
    with os.scandir(folder) as entries:
        named = sorted(entries, key=lambda entry: entry.name)
    return [(entry, entry.stat(follow_symlinks=False)) for entry in named]


def settled(home: Path, found: Iterable[tuple[str, FileState]]) -> Iterator[str]:
    """Yield the paths of whole files: with a control file or `.done` marker, or unchanged for
    SETTLE_SECONDS."""
    root = paths.landing(home)
    fresh = []
    for path, state in found:
        if _has_marker(root / path) or time.time() - state[1] / 1e9 > SETTLE_SECONDS:
            yield path
        else:
            fresh.append((path, state[0]))
    if fresh:
        time.sleep(SETTLE_SECONDS)
    for path, size in fresh:
        file = root / path
        if os.path.lexists(file) and file.lstat().st_size == size:
            yield path


def _has_marker(file: Path) -> bool:
    stem = filenames.stem(file.name)
    # os.path.exists, for which a name that is too long is one that does not exist
    return any(os.path.exists(file.with_name(f"{stem}{marker}")) for marker in filenames.MARKERS)  # noqa: PTH110
