"""How a failure is explained to the person on call."""

import traceback
from pathlib import Path
from typing import Any

from steps.reporting import home

# The errors that these packages raise are written for the person on call.
OWN_PACKAGES = {"commands", "dags", "steps", "ingest", "expectations", "publish"}
WANT_OF_ROOM = {"IOException", "OutOfMemoryException"}  # of DuckDB; their texts hold paths only


def explain(error: Any) -> str:
    """Return what went wrong and what to do.

    A fault in the code is named by its place, because the text of an unforeseen error may hold a
    person's data.
    """
    is_own = type(error).__module__.partition(".")[0] in OWN_PACKAGES
    if isinstance(error, OSError):
        return explain_disk(error, home())
    if is_own or not isinstance(error, BaseException):
        return str(error)
    if type(error).__name__ in WANT_OF_ROOM and "duckdb" in type(error).__module__:
        return f"disk or memory failed: {str(error).splitlines()[0][:300]}. Free space, run again"
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "site-packages" not in f.filename] or frames[-1:]
    place = f" at {Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""
    return f"a fault in the code, {type(error).__name__}{place}; see the log"


def explain_disk(error: OSError, home: Path) -> str:
    """Return what the disk refused and what to do. Errors of this project state both already."""
    if type(error).__module__.partition(".")[0] in OWN_PACKAGES:
        return str(error)
    if isinstance(error, PermissionError):
        return (
            f"{error}. Expected: the user that runs the nights, or one with the same rights in "
            f"{home}. Run the command as that user."
        )
    return f"{error}. Look at the disk of {home}, then run the command again."


def write_traceback(error: Exception, home: Path) -> str:
    """Write a fault's traceback to a file that only its owner can read; return a line for the
    console."""
    log = home / "logs" / "crash.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch(mode=0o600)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError as failed:
        return f"The command stopped: {explain(error)}, which could not be written: {failed}"
    return f"The command stopped: {explain(error)} {log}"
