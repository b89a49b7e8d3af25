"""Lets only the owner read what the project writes: the warehouse holds children's birth dates, and
the register and the logs name files. Publications and workbooks can be opened to a group
(`publish/permissions.py`)."""

import os
from pathlib import Path

UMASK = 0o077  # every process of the project sets it first
OF_OTHERS = 0o077
# Others may have rights here: senders, readers, those who edit the settings.
SHARED = {"landing", "publications", "workbooks", "settings"}


def close(home: Path) -> None:
    """Remove the rights of group and others from what lies in a home, which an earlier version or
    another umask may have left."""
    inside = [path for path in home.iterdir() if path.name not in SHARED] if home.is_dir() else []
    for path in [*inside, home / "landing" / ".received"]:
        if path.is_symlink() or not path.exists():
            continue
        state = path.stat()
        if state.st_mode & OF_OTHERS and state.st_uid == os.geteuid():
            path.chmod(state.st_mode & ~OF_OTHERS)
