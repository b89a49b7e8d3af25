"""The files in landing."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ingest import contracts, file_time, filenames, paths
from ingest.register.arrivals import FileState


def files(home: Path, source: str | None = None) -> Iterator[tuple[str, FileState]]:
    """Yield each file or link below landing with its state; with a source, without the folders of
    other sources. A folder that can't be read is yielded itself."""
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
                    yield path, _state(state)
            # only regular files and links: opening a pipe blocks
            elif filenames.is_data(PurePosixPath(path)) and (
                stat.S_ISREG(state.st_mode) or stat.S_ISLNK(state.st_mode)
            ):
                yield path, _state(state)


def _read_folder(folder: Path) -> list[tuple[os.DirEntry[str], os.stat_result]]:
    """The entries of a folder by name, each with its state."""
    with os.scandir(folder) as entries:
        named = sorted(entries, key=lambda entry: entry.name)
    return [(entry, entry.stat(follow_symlinks=False)) for entry in named]


def _state(state: os.stat_result) -> FileState:
    return (state.st_size, file_time.modified(state), file_time.changed(state))
