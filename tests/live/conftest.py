"""A live Airflow over the project's DAGs: scheduler, DAG processor and API server, on SQLite.

All tests of this folder share it, since it costs most of what they cost.
"""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commands import airflow
from tests import airflow_metadata

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PATIENCE = 300  # seconds until a wait is given up; none of the tests needs more than a minute
OF_THE_NIGHT = "from dag_run where dag_id = ? and partition_key = ?"
COMPONENTS = (
    ("api-server", "--workers", "1"),
    ("scheduler", "--skip-serve-logs"),
    ("dag-processor",),
)


@dataclass
class Live:
    """The running Airflow."""

    home: Path
    environment: dict[str, str]

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of Airflow's metadata."""
        with contextlib.closing(self._database()) as connection:
            return connection.execute(query, parameters).fetchall()

    def wait(self, what: str, is_so: Callable[[], Any]) -> Any:
        """Wait until something is so; fail with the log where it does not come about."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(sqlite3.OperationalError):  # locked, or not made yet
                if found := is_so():
                    return found
            time.sleep(0.5)
        runs = self.rows("select dag_id, run_id, state from dag_run")
        tasks = self.rows("select dag_id, run_id, task_id, map_index, state from task_instance")
        pytest.fail(f"not in {PATIENCE} s: {what}\n{runs}\n{tasks}\n{self._logs()}")

    def begin_night(self, source: str, night: str) -> None:
        """Let the clock start a source's run of a night: its next run is due now."""
        with contextlib.closing(self._database()) as connection, connection:
            connection.execute(
                "update dag set next_dagrun_partition_key = ?, next_dagrun_partition_date = ?, "
                "next_dagrun_create_after = '2026-01-02 02:00:00.000000', is_paused = 0 "
                "where dag_id = ?",
                [night, f"{night} 02:00:00.000000", source],
            )
        self.wait("the run", lambda: self.rows(f"select 1 {OF_THE_NIGHT}", source, night))
        with contextlib.closing(self._database()) as connection, connection:
            connection.execute(  # one run at a time: none of another night has begun since
                "update dag set next_dagrun_create_after = '2099-01-01 02:00:00.000000' "
                "where dag_id = ?",
                [source],
            )

    def unpause(self, dag_id: str) -> None:
        with contextlib.closing(self._database()) as connection, connection:
            connection.execute("update dag set is_paused = 0 where dag_id = ?", [dag_id])

    def hand_over(self, source: str, night: str) -> None:
        """Hand a night over in place of a source's run."""
        [(asset,)] = self.rows("select id from asset where name = ?", f"send://raw/{source}")
        extra = {"as_at": night, "night": night, "scheduled": True, "asked_for": False}
        body = {"asset_id": asset, "partition_key": night, "extra": extra}
        self.api("POST", "/api/v2/assets/events", body)

    def runs(self, dag_id: str, night: str, state: str = "success") -> list[str]:
        """The ids of a DAG's runs of a night."""
        found = self.rows(
            f"select run_id {OF_THE_NIGHT} and state = ? order by id",
            *(dag_id, night, state),
        )
        return [run_id for (run_id,) in found]

    def tasks(self, dag_id: str, run_id: str, state: str) -> dict[str, str | None]:
        """The tasks of a run in a state, with their names where they are mapped."""
        return dict(
            self.rows(
                "select task_id, rendered_map_index from task_instance "
                "where dag_id = ? and run_id = ? and state = ?",
                *(dag_id, run_id, state),
            )
        )

    def waiting_hand_overs(self) -> list[tuple[Any, ...]]:
        """The nights of which something is handed over and no run of build_marts has come."""
        return self.rows(
            "select partition_key from asset_partition_dag_run where created_dag_run_id is null"
        )

    def api(self, method: str, path: str, body: Any = None, host: str = "") -> Any:
        """Call Airflow's API as its user."""
        token = self._token()
        return self.call(method, path, body, {"Authorization": f"Bearer {token}"}, host)

    def _token(self) -> str:
        [(user, password)] = json.loads(airflow.passwords_file(self.home).read_text()).items()
        body = {"username": user, "password": password}
        return str(self.call("POST", "/auth/token", body, {}, "")["access_token"])

    def call(self, method: str, path: str, body: Any, headers: dict[str, str], host: str) -> Any:
        url = self.environment["AIRFLOW__API__BASE_URL"] + path
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, method=method)
        for name, value in (headers | {"Content-Type": "application/json"}).items():
            request.add_header(name, value)
        if host:
            request.add_header("Host", host)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def _database(self) -> sqlite3.Connection:
        path = self.home / airflow.LIVE / "airflow.db"
        return sqlite3.connect(path, timeout=30)

    def _logs(self) -> str:
        return "\n".join(path.read_text()[-3000:] for path in self.home.glob("*.log"))


def dag_ids() -> set[str]:
    ignored = (airflow.DAGS_FOLDER / ".airflowignore").read_text().split()
    return {path.stem for path in airflow.DAGS_FOLDER.glob("*.py") if path.name not in ignored}


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    home = tmp_path_factory.mktemp("live")
    (home / airflow.LIVE).mkdir()
    airflow.make_passwords(home)
    path = os.pathsep.join([str(HERE / "site"), str(ROOT)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_AIRFLOW_PORT", str(_free_port()))
        settings = airflow.settings(home)
    environment = {
        **os.environ,
        **settings,
        "AIRFLOW__API_AUTH__JWT_SECRET": "for these tests only: " + "x" * 64,
        "AIRFLOW__CORE__PARALLELISM": "2",
        # the tests start the nights, and each DAG's next run stays as they set it
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": path,
    }
    airflow_metadata.copy_to(home, airflow.LIVE)
    program = str(Path(sys.executable).with_name("airflow"))
    started = []
    for component in COMPONENTS:
        with (home / f"{component[0]}.log").open("w") as log:
            started.append(
                subprocess.Popen(
                    [program, *component],
                    env=environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )
    airflow_now = Live(home, environment)
    try:
        airflow_now.wait(
            "every DAG is known",
            lambda: airflow_now.rows("select count(*) from dag")[0][0] == len(dag_ids()),
        )
        airflow_now.unpause("build_marts")
        airflow_now.wait("the API answers", lambda: _answers(airflow_now))
        yield airflow_now
    finally:
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in started:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _answers(airflow_now: Live) -> bool:
    try:
        airflow_now.api("GET", "/api/v2/version")
    except OSError:
        return False
    return True
