"""Who may read what is published: the owner alone, or a group as well, and a group for each
audience (`settings/readers.yml`).

Every published file and folder gets its mode here. Published files are read-only, so that a client
that opens `send.duckdb` to write cannot change it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from settings import readers

ENTER = 0o010  # the group may pass through a folder and not list it
ENTER_FOR_OTHERS = 0o001  # the same for everybody else: what is inside decides


@dataclass(frozen=True)
class Permissions:
    """The modes of files and folders, and the number of the group that they are for, if any."""

    file: int = 0o400
    folder: int = 0o700
    group: int | None = None

    @classmethod
    def of_group(cls, group: int) -> "Permissions":
        return cls(0o440, 0o750, group)


def of_readers(home: Path) -> Permissions:
    """What the settings decide; the owner alone where the settings file is wrong."""
    group = readers.FILE.read_or(home, readers.Readers()).group_number
    return Permissions() if group is None else Permissions.of_group(group)


def apply(path: Path, permissions: Permissions) -> None:
    """Give a file, or a folder with all that it contains, its permissions."""
    for each in [path, *path.rglob("*")]:
        _set(each, permissions)


def open_way(home: Path, folder: Path, permissions: Permissions) -> None:
    """Let readers pass through a home to a folder of it, which they may list."""
    _set(folder, permissions)
    mode = home.stat().st_mode
    if permissions.group is not None and not mode & 0o077:
        os.chown(home, -1, permissions.group)
        home.chmod(mode | ENTER)


def apply_audiences(home: Path, publication: Path) -> None:
    """Let each audience's group read its folder of a publication; the open one the pages too.

    A Parquet file is in the folders of several audiences, so its folder decides who reaches it.
    """
    groups = readers.FILE.read_or(home, readers.Readers()).audience_numbers
    folders = [(publication / audience, group) for audience, group in groups.items()]
    if "open" in groups:
        folders.append((publication / "pages", groups["open"]))
    for folder, group in folders:
        for each in [folder, *folder.rglob("*")] if folder.is_dir() else []:
            if each.is_dir():
                os.chown(each, -1, group)
            each.chmod(0o750 if each.is_dir() else 0o444)
    if groups:
        for on_the_way in (home, publication.parent, publication):
            on_the_way.chmod(on_the_way.stat().st_mode | ENTER | ENTER_FOR_OTHERS)


def _set(path: Path, permissions: Permissions) -> None:
    if permissions.group is not None:
        os.chown(path, -1, permissions.group)
    path.chmod(permissions.folder if path.is_dir() else permissions.file)
