"""Runs dbt as a process of its own: in this process it would keep the warehouse file locked.

dbt is started once more where it was killed or found the warehouse locked, since every build can be
repeated. It inherits the lock of the home, so that no other process writes beside it, even if the
process that started it is killed.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from steps.reporting import StepFailed, log

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
PROGRAM = Path(__file__).with_name("program.py")
LIMIT = timedelta(hours=2)  # nights of 153 authorities take minutes
LOCK_REFUSED = "Could not set lock on file"
# dbt copies a variable with this prefix into run_results.json, where `run_results` reads it.
LEFT_OUT = "DBT_ENV_CUSTOM_ENV_LEFT_OUT"
ENGINE = "SEND_ENGINE"  # of dbt: duckdb (the default) or spark


def environment(
    home: Path,
    as_at: str,
    known_on: str | None = None,
    warehouse: Path | None = None,
    left_out: Sequence[str] = (),
    only: Sequence[str] = (),
) -> dict[str, str]:
    """Return the process environment of one dbt run, which writes only under $SEND_HOME.
    `left_out` are the authorities whose rows it does not read. `only` are those whose files it
    reads beside England's; empty: all. The engine is DuckDB; `steps.spark` adds the variables that
    make it Spark.

    dbt keeps the parsed project from one run to the next only while its profile is the same. The
    profile's path is therefore `~/warehouse.duckdb` for every warehouse: DuckDB reads `~` as $HOME.
    """
    warehouse = warehouse or home / "warehouse.duckdb"
    return {
        **{name: value for name, value in os.environ.items() if name != ENGINE},
        "HOME": str(warehouse.parent),
        "SEND_HOME": str(home),
        "SEND_WAREHOUSE": f"~/{warehouse.name}",
        "SEND_AS_AT": as_at,
        "SEND_KNOWN_ON": known_on or "",
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(home / "dbt" / "target"),
        "DBT_LOG_PATH": str(home / "dbt" / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        LEFT_OUT: " ".join(left_out),
        "SEND_ONLY_AUTHORITIES": " ".join(only),
    }


def run(
    command: Sequence[str],
    environment: dict[str, str],
    folder: Path,
    descriptors: tuple[int, ...] = (),
    program: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `dbt` with these arguments in a folder; return how it ended, also where it failed.
    `program` is another dbt than that of this environment.

    Raises StepFailed where it does not end within the limit, and where it is killed or refused the
    warehouse's lock for the second time.
    """
    dbt = [str(program)] if program else [sys.executable, "-P", str(PROGRAM)]
    first = _attempt([*dbt, *command], environment, folder, descriptors)
    why = _why_again(first)
    if why is None:
        return first
    log.warning("%s. It is started once more.", why)
    second = _attempt([*dbt, *command], environment, folder, descriptors)
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
            command,
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
