"""dbt for whoever changes a model: target `dev` builds in a file of its own, `prod` in the
warehouse."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from steps import lock
from steps.dbt import process
from steps.reporting import StepFailed, home

Target = Literal["dev", "prod"]
# Commands that can read from the warehouse what the target does not have.
DEFERRING = ("build", "compile", "run", "seed", "show", "snapshot", "test")


def run(arguments: Sequence[str], as_at: str, target: Target) -> int:
    """Run one dbt command as at a date; return its exit code.

    In `dev`, models that are not selected are read from the warehouse, which stays as it is. Raises
    StepFailed where there is no warehouse yet, and where another process writes.
    """
    from ingest.load import raw

    folder = home()
    if not (folder / "warehouse.duckdb").exists() or not _manifest(folder).exists():
        raise StepFailed(f"There is no warehouse in {folder} yet: run send night first.")
    environment = process.environment(folder, as_at)
    options = list(arguments)
    if target == "dev":
        own = folder / "dbt" / "dev"
        own.mkdir(parents=True, exist_ok=True)
        environment |= {
            "HOME": str(own),
            "DBT_TARGET_PATH": str(own / "target"),
            "DBT_LOG_PATH": str(own / "logs"),
        }
        if set(DEFERRING) & set(options):  # dbt's own options may stand before its command
            options += ["--defer", "--state", str(_manifest(folder).parent)]
    held = lock.beside_loads if target == "dev" else lock.alone
    with held(folder):
        raw.declare(folder)  # a new dataset has no file, and dbt needs its columns
        return subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), *options, "--target", target],
            env=environment,
            cwd=process.PROJECT,
            check=False,
            pass_fds=lock.descriptors(folder),
        ).returncode


def _manifest(folder: Path) -> Path:
    """What the last night's dbt wrote about the models of the warehouse."""
    return folder / "dbt" / "target" / "manifest.json"
