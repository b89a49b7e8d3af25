"""A running Airflow over the project's DAGs, as `send airflow` runs it, and its metadata."""

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from commands.airflow import configuration, services, users
from tests import airflow_metadata

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600  # seconds until a wait is given up; on a quiet machine none needs a minute
OF_THE_NIGHT = "from dag_run where dag_id = ? and partition_key = ?"


@dataclass
class Live:
    """The running Airflow."""

    home: Path
    environment: dict[str, str]
    process: "subprocess.Popen[bytes]"
    _tokens: dict[str, str] = field(default_factory=dict)  # by user

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of Airflow's metadata."""
        return self._execute(query, parameters, lambda cursor: cursor.fetchall())

    def change(self, query: str, *parameters: Any) -> None:
        """Change Airflow's metadata."""
        self._execute(query, parameters, lambda cursor: None)

    def wait(self, what: str, is_so: Callable[[], Any], patience: int = PATIENCE) -> Any:
        """Wait until something is so; fail with the log where it does not come about."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            with contextlib.suppress(sqlite3.OperationalError):  # locked, or not made yet
                if found := is_so():
                    return found
            time.sleep(0.5)
        runs = self.rows("select dag_id, run_id, state from dag_run")
        tasks = self.rows("select dag_id, run_id, task_id, map_index, state from task_instance")
        pytest.fail(f"not in {patience} s: {what}\n{runs}\n{tasks}\n{self._logs()}")

    def begin_night(self, source: str, night: str) -> None:
        """Let the clock start a source's run of a night: its next run is due now."""
        self.change(
            "update dag set next_dagrun_partition_key = ?, next_dagrun_partition_date = ?, "
            "next_dagrun_create_after = '2026-01-02 02:00:00.000000', is_paused = false "
            "where dag_id = ?",
            *(night, f"{night} 02:00:00.000000", source),
        )
        self.wait("the run", lambda: self.rows(f"select 1 {OF_THE_NIGHT}", source, night))
        self.change(  # one run at a time: none of another night has begun since
            "update dag set next_dagrun_create_after = '2099-01-01 02:00:00.000000' "
            "where dag_id = ?",
            source,
        )

    def unpause(self, dag_id: str) -> None:
        self.change("update dag set is_paused = false where dag_id = ?", dag_id)

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

    def api(self, method: str, path: str, body: Any = None, user: str = users.ADMIN) -> Any:
        """Call Airflow's API as a user."""
        if user not in self._tokens:  # Airflow limits how often somebody may log in
            login = {"username": user, "password": airflow_metadata.PASSWORD}
            self._tokens[user] = str(self.call("POST", "/auth/token", login)["access_token"])
        return self.call(method, path, body, {"Authorization": f"Bearer {self._tokens[user]}"})

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        host: str = "",
    ) -> Any:
        """Call Airflow's API without a login."""
        url = self.environment["AIRFLOW__API__BASE_URL"] + path
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, method=method)
        for name, value in ((headers or {}) | {"Content-Type": "application/json"}).items():
            request.add_header(name, value)
        if host:
            request.add_header("Host", host)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def _execute(
        self, query: str, parameters: tuple[Any, ...], result: Callable[[Any], Any]
    ) -> Any:
        database = self.environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
        if file := database.partition("sqlite:///")[2]:
            connection: Any = sqlite3.connect(file, timeout=30)
        else:
            import psycopg2

            connection = psycopg2.connect(database.replace("+psycopg2", ""))
            query = query.replace("?", "%s")
        with contextlib.closing(connection), connection:
            cursor = connection.cursor()
            cursor.execute(query, parameters)
            return result(cursor)

    def _logs(self) -> str:
        return "\n".join(path.read_text()[-5000:] for path in self.home.glob("*.log"))

    def answers(self) -> bool:
        try:
            self.api("GET", "/api/v2/version")
        except OSError:
            return False
        return True


def dag_ids() -> set[str]:
    ignored = (configuration.DAGS_FOLDER / ".airflowignore").read_text().split()
    return {
        path.stem for path in configuration.DAGS_FOLDER.glob("*.py") if path.name not in ignored
    }


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def running(home: Path, site: Path | None = None, **own: str) -> Iterator[Live]:
    """Airflow's services over a home, until the block ends; `site` has a sitecustomize.py with
    stand-ins, `own` are variables of the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_AIRFLOW_PORT", str(free_port()))
        for name, value in own.items():
            patch.setenv(name, value)
        settings = configuration.settings(home)
    environment = {
        **os.environ,
        **settings,
        **own,
        users.PASSWORD: airflow_metadata.PASSWORD,
        "AIRFLOW__API_AUTH__JWT_SECRET": "for these tests only: " + "x" * 64,
        # the tests start the nights, and each DAG's next run stays as they set it
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([*([str(site)] if site else []), str(ROOT)]),
    }
    with (home / "services.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "commands.airflow.services"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    live = Live(home, environment, process)
    try:
        live.wait(
            "every DAG is known",
            lambda: live.rows("select count(*) from dag")[0][0] == len(dag_ids()),
        )
        live.unpause("build_marts")
        live.wait("the API answers", live.answers)
        yield live
    finally:
        services.end([process], seconds=60)
