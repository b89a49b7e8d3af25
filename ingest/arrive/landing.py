"""The files in landing."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ingest import contracts, filenames, paths
from ingest.register.arrivals import FileState


def files(home: Path, source: str | None = None) -> Iterator[tuple[str, FileState]]:
    """Yield each file or link below landing with its state; with a source, without the folders of
    other sources."""
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
                yield path, (state.st_size, state.st_mtime_ns, state.st_ctime_ns)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return list(entries)
