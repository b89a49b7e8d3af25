"""dbt for tests: a process imports it and parses the project once, then forks for each command.

Each command runs in a process of its own, as in a night, without the five seconds that dbt takes to
start. The process has no threads and no connection when it forks.
"""

import fcntl
import functools
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steps.dbt import process, program

PARSED = Path(__file__).resolve().parents[2] / ".venv" / ".cache" / "dbt"


@dataclass(frozen=True)
class Finished:
    """The exit code of one dbt command and what it printed."""

    exit_code: int
    printed: str


class Server:
    """The process that parsed the project."""

    def __init__(self) -> None:
        PARSED.mkdir(parents=True, exist_ok=True)
        places = process.environment(PARSED.parent, "", warehouse=PARSED / "warehouse.duckdb")
        places |= {"DBT_TARGET_PATH": str(PARSED / "target"), "DBT_LOG_PATH": str(PARSED / "logs")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.dbt.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=places,
            cwd=Path(__file__).resolve().parents[2],
            text=True,
        )
        assert self._answer() == "parsed", "dbt could not parse the project: see above"

    def run(self, arguments: list[str], environment: dict[str, str], output: Path) -> Finished:
        """Run one dbt command; `output` is a file for what it prints."""
        assert self._process.stdin
        request = {"arguments": arguments, "environment": environment, "output": str(output)}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return Finished(int(self._answer()), output.read_text("utf-8"))

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@functools.cache
def server() -> Server:
    """The process of this test run (one for each worker), which starts when it is first needed."""
    return Server()


def run_forked(
    command: Sequence[str],
    environment: dict[str, str],
    folder: Path,
    descriptors: tuple[int, ...] = (),
) -> subprocess.CompletedProcess[str]:
    """In place of `process.run`, which starts dbt anew; tests/steps/test_dbt_process.py is
    about that one. Its manifest.json names another run, so `dbt_build.held_back` refuses it."""
    assert folder == process.PROJECT
    printed = Path(environment["SEND_HOME"]) / "dbt.printed"
    done = server().run(list(command), environment, printed)
    return subprocess.CompletedProcess(command, done.exit_code, done.printed, "")


def _serve() -> None:
    from dbt.cli.main import dbtRunner

    program.lighten()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what dbt prints is no answer
    os.chdir(process.PROJECT)
    with (PARSED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        parsed = dbtRunner().invoke(["--quiet", "parse"])
    if not parsed.success:
        raise SystemExit(str(parsed.exception))
    print("parsed", file=answers, flush=True)
    for request in sys.stdin:
        child = os.fork()
        if not child:
            _run(parsed.result, **json.loads(request))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _run(manifest: Any, arguments: list[str], environment: dict[str, str], output: str) -> None:
    from dbt.cli.main import dbtRunner
    from dbt_common.events.functions import reset_metadata_vars

    os.environ.clear()
    os.environ.update(environment)
    reset_metadata_vars()  # else run_results.json has the variables of when it was parsed
    with Path(output).open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    result = dbtRunner(manifest=manifest).invoke(arguments)
    if result.exception:
        sys.stdout.write(f"{result.exception}\n")
    sys.stdout.flush()
    os._exit(0 if result.success else 1)


if __name__ == "__main__":
    _serve()
