"""Steps that are killed: a process imports the project once, then forks for each step, so that one
costs no more than its own work. It has no threads and no connection when it forks."""

import functools
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from ingest import paths
from publish import outputs, snapshot
from send_home import private
from steps import closing, expected_files, lock
from steps.deletion import erasure, retention
from tests.conftest import Installation
from tests.faults.small_home import CASE_ID, NIGHT

ROOT = Path(__file__).resolve().parents[2]
MOMENT = datetime(2026, 5, 12, tzinfo=UTC)


def load(home: Path) -> None:
    with lock.alone(home):  # as a night does: it deletes what a killed load left
        Installation(home).load(NIGHT)


def erase(home: Path) -> None:
    decision = erasure.ErasureDecision(date(2026, 11, 23), "DPO", "upheld")
    erasure.erase("312", CASE_ID, decision)
    load(home)


def retain(home: Path) -> None:
    retention.delete_expired(date.fromisoformat(NIGHT))
    load(home)


def expect(home: Path) -> None:
    """Write the expected files of the nights on which the clocks change; keep both."""
    for night in ("2026-03-28", "2026-10-24"):
        expected_files.write(night)
        paths.expected_files(home).rename(home / "raw" / f"expected.{night}.parquet")


def publish(home: Path) -> None:
    snapshot.publish(home, date(2026, 5, 11), set(), [outputs.TABLES])


def close(home: Path) -> None:  # SEND_HOME names it
    closing.close(closing.CloseDecision("312", "2026-27", "1", "Chief Accountant", MOMENT))


JOBS = {each.__name__: each for each in (load, erase, retain, expect, publish, close)}


class Server:
    """The process that has imported the project."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.jobs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            cwd=ROOT,
            text=True,
        )

    def run(self, job: str, home: Path, zone: str = "Europe/London") -> float:
        """Run a job to its end; return the seconds that it took."""
        exit_code, seconds = self._ask(job=job, home=str(home), zone=zone, after=None)
        assert exit_code == 0, f"{job} failed: see above"
        return seconds

    def kill(self, job: str, home: Path, after: float) -> bool:
        """Kill a job after some seconds; return whether it had not ended by itself."""
        exit_code, _ = self._ask(job=job, home=str(home), zone="Europe/London", after=after)
        return exit_code == -signal.SIGKILL

    def _ask(self, **asked: str | float | None) -> tuple[int, float]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        exit_code, seconds = json.loads(self._process.stdout.readline())
        return exit_code, seconds


@functools.cache
def server() -> Server:
    """The process of this test run (one for each worker), which starts when it is first needed."""
    return Server()


def _serve() -> None:
    from great_expectations.validator.validator import Validator  # noqa: F401  # before it forks

    from expectations import runner  # noqa: F401
    from ingest.load import finish  # noqa: F401
    from ingest.read import reader  # noqa: F401
    from ingest.read.comparison import reference_data  # noqa: F401

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a job prints is no answer
    for line in sys.stdin:
        asked, began = json.loads(line), time.monotonic()
        child = os.fork()
        if not child:
            _run(asked)
        if asked["after"] is not None:
            time.sleep(asked["after"])
            os.kill(child, signal.SIGKILL)  # an ended child is a zombie, so the number is its own
        _, status = os.waitpid(child, 0)
        ended = [os.waitstatus_to_exitcode(status), time.monotonic() - began]
        print(json.dumps(ended), file=answers, flush=True)


def _run(asked: dict[str, str]) -> None:
    os.environ |= {"SEND_HOME": asked["home"], "TZ": asked["zone"]}
    time.tzset()
    os.umask(private.UMASK)
    try:
        JOBS[asked["job"]](Path(asked["home"]))
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    _serve()
