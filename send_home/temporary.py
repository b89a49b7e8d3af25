"""Temporary files: a file is written in `tmp/` and then renamed, so that its target is complete.

`tmp/` lies in $SEND_HOME, and for landing in `landing/.received`, which can be another disk. What a
killed process left there is deleted when a command or task next holds the home alone.
"""

import os
import shutil
import time
from pathlib import Path

from send_home import location

FOLDER = "tmp"


def file(target: Path) -> Path:
    """Return a new path on the disk of `target`, to be written and then renamed to `target`. It
    ends with the name of `target`. Where `target` lies in no home, the path is beside it."""
    home = location.home()
    roots = (root for root in _roots(home) if target.is_relative_to(root))
    root = next(roots, None)
    folder = root / FOLDER if root else target.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{os.getpid()}.{time.monotonic_ns()}.{target.name[-100:]}"


def empty(home: Path) -> None:
    """Delete the temporary files of ended processes and of this one. Those of another running
    process stay: it is a command that writes without the lock of the home."""
    for root in _roots(home):
        folder = root / FOLDER
        for path in folder.iterdir() if folder.is_dir() else ():
            if _is_left(path):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _roots(home: Path) -> tuple[Path, Path]:
    return home / "landing" / ".received", home


def _is_left(path: Path) -> bool:
    number = path.name.removeprefix("tmp_").partition(".")[0]  # DuckDB writes tmp_<name> first
    if not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return int(number) == os.getpid()
