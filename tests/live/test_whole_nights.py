"""The demonstration's night, by command and under a scheduler with each executor: the same marts.

By option, since they take minutes: `pytest tests/live/test_whole_nights.py --nights -s`. Celery
needs redis-server (Debian) and the extras: `uv sync --frozen --extra celery --extra postgres`.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from commands.airflow import configuration
from tests import airflow_metadata
from tests.conftest import SOURCES
from tests.live.running import ROOT, Live, free_port, running

NIGHT = "2026-11-20"
MEMORY_EVERY = 5  # seconds: reading it takes processor time from the night
PATIENCE = 3600  # seconds for a whole night, also on a busy machine


@pytest.fixture(autouse=True, scope="module")
def _by_option(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("nights"):
        pytest.skip("whole nights under each executor run with --nights")


@dataclass(frozen=True)
class Night:
    """What a night published, by path, and what it took: seconds of the processors and of the
    clock, and the most memory of all its processes together, in MB."""

    published: dict[str, bytes]
    cpu: float
    wall: float
    memory: int


class Meter:
    """Adds up the processors' time of a process and of all that it starts, from now on."""

    def __init__(self, process: int) -> None:
        self._root = psutil.Process(process)
        self._began = time.monotonic()
        self._first = self._cpu()
        self._last = self._first
        self.memory, self._memory_read = 0, 0.0

    def read(self) -> bool:
        """Measure; returns False, so that a wait can measure each time it asks."""
        with contextlib.suppress(psutil.NoSuchProcess):
            self._last = max(self._last, self._cpu())
            if time.monotonic() > self._memory_read + MEMORY_EVERY:
                self._memory_read = time.monotonic()
                self.memory = max(self.memory, self._memory())
        return False

    def night(self, home: Path) -> Night:
        self.read()
        wall = time.monotonic() - self._began
        return Night(published(home), self._last - self._first, wall, self.memory)

    def _processes(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]

    def _cpu(self) -> float:
        """A process that has ended counts in its parent."""
        total = 0.0
        for each in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                total += sum(each.cpu_times()[:4])
        return total

    def _memory(self) -> int:
        total = 0
        for each in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += each.memory_full_info().pss
        return total >> 20


def published(home: Path) -> dict[str, bytes]:
    folder = (home / "published").resolve()
    files = [*folder.glob("marts/*.parquet"), *folder.glob("open/**/*.parquet")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("landed")
    command = [sys.executable, "-m", "synthetic", "--home", str(home)]
    subprocess.run(command, cwd=ROOT, check=True)
    for path in home.rglob("*"):
        os.utime(path, (1_790_000_000, 1_790_000_000))  # they are whole
    return home


def copy(landed: Path, to: Path) -> Path:
    shutil.copytree(landed, to, dirs_exist_ok=True)
    return to


@pytest.fixture(scope="module")
def by_command(landed: Path, tmp_path_factory: pytest.TempPathFactory) -> Night:
    home = copy(landed, tmp_path_factory.mktemp("command"))
    airflow_metadata.copy_to(home)
    command = [sys.executable, "-m", "commands", "night", "--date", NIGHT]
    environment = os.environ | {"SEND_HOME": str(home)}
    with (home / "night.txt").open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output)
        meter = Meter(process.pid)
        while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
            meter.read()
            time.sleep(0.2)
        night = meter.night(home)
        process.wait()
    assert process.returncode in (0, 1), (home / "night.txt").read_text()
    show("command", night)
    return night


def show(how: str, night: Night) -> None:
    measured = {"cpu_s": round(night.cpu, 1), "wall_s": round(night.wall, 1)}
    print(f"\n{how}: {json.dumps(measured | {'memory_mb': night.memory})}")  # noqa: T201


def scheduled(live: Live, how: str) -> Night:
    """Run the night from its start by the clock until its marts are published."""
    live.wait(
        "all is quiet", lambda: live.rows("select 1 from job where job_type = 'SchedulerJob'")
    )
    time.sleep(10)  # what the services do once, after they have started
    meter = Meter(live.process.pid)
    for source in SOURCES:
        live.begin_night(source, NIGHT)

    def built() -> bool:
        meter.read()
        states = live.rows("select state from dag_run where dag_id = 'build_marts'")
        return bool(states) and states[0][0] in ("success", "failed")

    live.wait("the marts", built, PATIENCE)
    night = meter.night(live.home)
    show(how, night)
    return night


@contextlib.contextmanager
def metadata_in_postgres() -> Iterator[dict[str, str]]:
    from benchmarks import postgres_server

    with postgres_server.running() as server:
        server.psql("postgres", "create role airflow superuser login password 'secret'")
        server.psql("postgres", "create database airflow owner airflow")
        url = server.url("airflow", "airflow", "secret")
        yield {configuration.DATABASE: url.replace("postgresql", "postgresql+psycopg2")}


@contextlib.contextmanager
def migrated(home: Path, **own: str) -> Iterator[Live]:
    """A running Airflow whose metadata in Postgres have their tables."""
    check = [sys.executable, "-m", "commands", "airflow", "db", "check"]
    subprocess.run(check, cwd=ROOT, env=os.environ | own | {"SEND_HOME": str(home)}, check=True)
    with running(home, **own) as live:
        yield live


@contextlib.contextmanager
def broker(folder: Path) -> Iterator[dict[str, str]]:
    program = shutil.which("redis-server")
    assert program, "redis-server is missing: apt-get install redis-server"
    port, password = free_port(), secrets.token_hex(8)
    own = ["--bind", "127.0.0.1", "--port", str(port), "--requirepass", password, "--save", ""]
    process = subprocess.Popen([program, *own, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    try:
        yield {configuration.BROKER: f"redis://:{password}@127.0.0.1:{port}/0"}
    finally:
        process.terminate()
        process.wait()


def test_processes_of_the_scheduler(
    landed: Path, by_command: Night, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = copy(landed, tmp_path_factory.mktemp("local"))
    airflow_metadata.copy_to(home, configuration.LIVE)
    with running(home) as live:
        night = scheduled(live, "scheduler, SQLite")
    assert night.published == by_command.published


def test_processes_of_the_scheduler_with_metadata_in_postgres(
    landed: Path, by_command: Night, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = copy(landed, tmp_path_factory.mktemp("postgres"))
    with metadata_in_postgres() as database, migrated(home, **database) as live:
        night = scheduled(live, "scheduler, Postgres")
    assert night.published == by_command.published


def test_two_celery_workers(
    landed: Path, by_command: Night, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = copy(landed, tmp_path_factory.mktemp("celery"))
    with (
        metadata_in_postgres() as database,
        broker(home) as queue,
        migrated(home, **database, **queue) as live,
    ):
        night = scheduled(live, "Celery, two workers")
        ran = "select distinct queue from task_instance where external_executor_id is not null"
        queues = {queue for (queue,) in live.rows(ran)}
    assert night.published == by_command.published
    assert queues == {"default", "warehouse"}
