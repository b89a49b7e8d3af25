"""The files in landing, and which of them are whole."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ingest import contracts, filenames, paths
from ingest.register.arrivals import FileState

SETTLE_SECONDS = 1.0


def files(home: Path, source: str | None = None) -> Iterator[tuple[str, FileState]]:
    """Yield each file or link below landing with its size and modification time; with a source,
    without the folders of other sources."""
    others = {name for name in contracts.sources() if source and name != source}
    folders = [""]
    while folders:
        folder = folders.pop()
        for entry in sorted(_entries(paths.landing(home) / folder), key=lambda entry: entry.name):
            path = f"{folder}{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not (folder.count("/") == 1 and entry.name in others):
                    folders.append(f"{path}/")
            # only regular files and links: opening a pipe blocks
            elif filenames.is_data(PurePosixPath(path)) and (
                entry.is_file(follow_symlinks=False) or entry.is_symlink()
            ):
                state = entry.stat(follow_symlinks=False)
                yield path, (state.st_size, state.st_mtime_ns)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return list(entries)


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
    return any(file.with_name(f"{stem}{marker}").exists() for marker in filenames.MARKERS)
