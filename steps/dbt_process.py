"""Runs dbt as a process of its own: in this process it would keep the warehouse file locked.

dbt is started once more where it was killed or found the warehouse locked, since every build can be
repeated. It inherits the lock of the home, so that no other process writes beside it, even if the
process that started it is killed.
"""

import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from steps.reporting import StepFailed, log

LIMIT = timedelta(hours=2)  # nights of 153 authorities take minutes
LOCK_REFUSED = "Could not set lock on file"


def run(
    command: Sequence[str],
    environment: dict[str, str],
    folder: Path,
    descriptors: tuple[int, ...] = (),
) -> subprocess.CompletedProcess[str]:
    """Run `dbt` with these arguments in a folder; return how it ended, also where it failed.

    Raises StepFailed where it does not end within the limit, and where it is killed or refused the
    warehouse's lock for the second time.
    """
    first = _attempt(command, environment, folder, descriptors)
    why = _why_again(first)
    if why is None:
        return first
    log.warning("%s. It is started once more.", why)
    second = _attempt(command, environment, folder, descriptors)
    why = _why_again(second)
    if why is not None:
        raise StepFailed(f"{why}, twice. The last publication stays. {_ADVICE}")
    return second


_ADVICE = (
    "If it was signal SIGKILL, look for a lack of memory (`dmesg`); if the warehouse was locked, "
    "end the program that has warehouse.duckdb open. Then run this again."
)


def _attempt(
    command: Sequence[str],
    environment: dict[str, str],
    folder: Path,
    descriptors: tuple[int, ...],
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), *command],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,  # run_results.json states what failed
            timeout=LIMIT.total_seconds(),
            pass_fds=descriptors,
        )
    except subprocess.TimeoutExpired:
        raise StepFailed(
            f"dbt did not end within {LIMIT} (hours:minutes:seconds) and was stopped. "
            "The last publication stays. Find what slows it, such as the disk, then run this again."
        ) from None


def _why_again(ended: subprocess.CompletedProcess[str]) -> str | None:
    """The reason to start dbt once more; None where it ended well, or would fail again."""
    if ended.returncode < 0:
        return f"dbt was killed by signal {signal.Signals(-ended.returncode).name}"
    if ended.returncode and LOCK_REFUSED in ended.stdout + ended.stderr:
        return "dbt could not open the warehouse, because another process holds DuckDB's lock on it"
    return None
