"""The lock of a home: who may write into it now.

Every process that writes takes the lock, under Airflow and on the command line. Loads of files
share it; a night, a build of the marts, an erasure, a deletion of expired files and a close hold it
alone. It is a lock of the operating system, so it ends with the process that holds it, also if that
is killed, and with the processes that inherit it (dbt).

Nothing is written while landing/.received is gone: landing is then not mounted, and what lies there
alone (closed periods, the list of erased people) would count as never decided.
"""

import fcntl
import json
import os
import shlex
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from send_home import temporary
from steps.reporting import StepFailed, log

WAITING = 1.0  # seconds between two attempts
PATIENCE = 3600.0  # seconds for which a task waits: a night of many authorities takes less


@dataclass(frozen=True)
class _Held:
    """A lock that this process holds: its files as descriptors, and whether it holds it alone."""

    descriptors: tuple[int, ...]
    is_alone: bool


_held: dict[Path, _Held] = {}  # by home


@dataclass(frozen=True)
class Holder:
    """A process that holds the lock; `since` is UTC, to the second."""

    pid: int
    host: str
    command: str
    since: str

    @classmethod
    def this_process(cls) -> "Holder":
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
        dag, task = (os.environ.get(f"AIRFLOW_CTX_{part}_ID") for part in ("DAG", "TASK"))
        named = f"task {dag}.{task}, {command}" if dag and task else command
        return cls(os.getpid(), socket.gethostname(), named, since)

    def __str__(self) -> str:
        ended = "" if self._runs() else " (it has ended, but not a process that it started)"
        return f"process {self.pid} on {self.host} since {self.since}{ended}: {self.command}"

    def _runs(self) -> bool:
        if self.host != socket.gethostname():
            return True  # it cannot be known from here
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True


@contextmanager
def alone(home: Path, wait: float = 0) -> Iterator[None]:
    """Hold the lock of the home alone until the block ends. A process that holds it alone already
    keeps it.

    Where another process holds it for longer than `wait` seconds, raises StepFailed with its name.
    Raises RuntimeError where this process holds it together with loads: other processes write.
    """
    with _lock(home, fcntl.LOCK_EX, wait):
        yield


@contextmanager
def beside_loads(home: Path, wait: float = 0) -> Iterator[None]:
    """Hold the lock together with other loads, or keep what this process holds already. Where
    another process holds it alone for longer than `wait` seconds, raises StepFailed."""
    with _lock(home, fcntl.LOCK_SH, wait):
        yield


def require_landing(home: Path) -> None:
    """Raise StepFailed where files have been received and the folder that keeps them is gone."""
    from ingest import paths
    from ingest.register import database

    if database.lacks_received(home):
        raise StepFailed(
            f"{paths.received(home)} is missing. Expected: what was kept of the files received, "
            "the closed periods and the list of erased people. Is landing mounted? Nothing was "
            "loaded, built or published. Mount it, or restore it from the backup of landing, then "
            "run this again."
        )


def descriptors(home: Path) -> tuple[int, ...]:
    """The descriptors of the lock that this process holds, to be handed on to a process that writes
    on its behalf: the lock then lasts until both have ended."""
    held = _held.get(home.resolve())
    return held.descriptors if held else ()


def holders(home: Path) -> list[Holder]:
    """Who holds the lock now; several where files are loaded."""
    return sorted(filter(None, map(_holder, _folder(home).glob("*.json"))), key=lambda x: x.pid)


@contextmanager
def _lock(home: Path, kind: int, wait: float) -> Iterator[None]:
    require_landing(home)
    key = home.resolve()
    is_alone = kind == fcntl.LOCK_EX
    if held := _held.get(key):
        if is_alone and not held.is_alone:
            raise RuntimeError(f"{home}: alone() within beside_loads(); take alone() first.")
        yield
        return
    folder = _folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        _take(home, lock, kind, wait)
        if is_alone:  # no other process holds it: the files are of ended processes
            for path in folder.glob("*.json"):
                path.unlink(missing_ok=True)
            temporary.empty(key)
        named = folder / f"{socket.gethostname()}-{os.getpid()}.json"
        with named.open("w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            json.dump(asdict(Holder.this_process()), file)
            file.flush()
            _held[key] = _Held((lock.fileno(), file.fileno()), is_alone)
            try:
                yield
            finally:
                del _held[key]
                named.unlink(missing_ok=True)


def _take(home: Path, lock: IO[str], kind: int, wait: float) -> None:
    until = time.monotonic() + wait
    named = ""
    while True:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            by = _named(home)
            if time.monotonic() >= until:
                raise StepFailed(
                    f"{home} is being written to by {by}. Expected: one at a time. Wait until it "
                    "has ended, then start this again."
                ) from None
            if by != named:
                most = timedelta(seconds=round(until - time.monotonic()))
                log.warning("waiting for %s; at most %s (hours:minutes:seconds)", by, most)
                named = by
            time.sleep(WAITING)
        else:
            return


def _named(home: Path) -> str:
    return "; ".join(map(str, holders(home))) or "a process that is just starting or ending"


def _holder(path: Path) -> Holder | None:
    """The holder that a file names; None where that process, and so its lock, has ended."""
    with suppress(FileNotFoundError, ValueError, TypeError), path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return Holder(**json.load(file))
    return None


def _folder(home: Path) -> Path:
    return home / "locks"
