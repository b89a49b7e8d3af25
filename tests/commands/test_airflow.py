"""Airflow's settings: a login everywhere, no log server, metadata of a night apart."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from commands.airflow import configuration, metadata, services, users
from steps.reporting import StepFailed
from tests import airflow_metadata

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = "postgresql+psycopg2://airflow:secret@127.0.0.1/airflow"
BROKER = "redis://:secret@127.0.0.1:6379/0"


def test_a_night_by_command_has_metadata_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(configuration.DATABASE, POSTGRES)
    monkeypatch.setenv(configuration.BROKER, BROKER)
    live, night = (
        configuration.settings(tmp_path),
        configuration.settings(tmp_path, configuration.OF_THE_NIGHT),
    )
    assert live["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == POSTGRES
    own = tmp_path / "airflow" / "night"
    assert night["AIRFLOW_HOME"] == str(own)
    assert night["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == f"sqlite:///{own / 'airflow.db'}"
    assert "AIRFLOW__CELERY__BROKER_URL" not in night


def test_metadata_is_checked_where_another_version_migrated_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new: list[bool] = []

    def migrate(is_new: bool) -> bool:
        new.append(is_new)
        return True

    monkeypatch.setattr(metadata, "_migrate", migrate)
    file = tmp_path / "airflow.db"
    assert metadata._migrate_file(file)
    assert not metadata._migrate_file(file)
    assert new == [True]
    monkeypatch.setattr(metadata, "version", dict.fromkeys(metadata.WITH_TABLES, "4.0").get)
    assert metadata._migrate_file(file)
    assert new == [True, False]


def test_a_dag_that_is_tested_has_no_deadline_and_leaves_the_live_airflow_alone(
    tmp_path: Path,
) -> None:
    """Airflow ends `dags test` of a DAG with a deadline with a traceback."""
    airflow_metadata.copy_to(tmp_path)
    conf = '{"as_at": "2026-11-20"}'
    run = subprocess.run(
        [sys.executable, "-m", "commands", "airflow", "dags", "test", "geography", "--conf", conf],
        cwd=ROOT,
        env=os.environ | {"SEND_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in run.stdout + run.stderr
    assert run.returncode == 0
    assert not (tmp_path / "airflow" / "airflow.db").exists()


def test_who_uses_the_live_airflow_logs_in(tmp_path: Path) -> None:
    live = configuration.settings(tmp_path)
    assert live["AIRFLOW__CORE__AUTH_MANAGER"] == configuration.AUTH_MANAGER
    assert live["AIRFLOW__API__HOST"] == "127.0.0.1"


def test_celery_needs_metadata_in_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(configuration.BROKER, BROKER)
    with pytest.raises(StepFailed, match=configuration.DATABASE):
        configuration.settings(tmp_path)
    monkeypatch.setenv(configuration.DATABASE, POSTGRES)
    celery = configuration.settings(tmp_path)
    assert celery["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert celery["AIRFLOW__CELERY__BROKER_URL"] == BROKER
    assert celery["AIRFLOW__CELERY__RESULT_BACKEND"] == f"db+{POSTGRES}"


def test_without_a_password_no_service_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(users.PASSWORD, raising=False)
    with pytest.raises(StepFailed, match="make airflow"):
        users.make_admin()


def test_no_log_server_listens_and_one_worker_opens_the_warehouse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", "/srv/send/airflow")
    local, celery = services.commands("LocalExecutor"), services.commands("CeleryExecutor")
    assert set(celery) - set(local) == {"worker", "warehouse-worker"}
    for name in ("scheduler", "triggerer", "worker", "warehouse-worker"):
        assert "--skip-serve-logs" in celery[name]
    assert celery["warehouse-worker"][2:6] == ("--queues", "warehouse", "--concurrency", "1")
    assert "warehouse" not in celery["worker"][3].split(",")


SERVICES = """
import os, pathlib, sys
from airflow import configuration
from commands.airflow import services, users
config = pathlib.Path(os.environ["AIRFLOW_HOME"], "airflow.cfg")
if "PASSWORD" in os.environ:
    users.make_admin = lambda: print("keys", "fernet_key = " in config.read_text(), flush=True)
services.commands = lambda executor: {name: (name,) for name in ["api-server", *sys.argv[1:]]}
services.answers = lambda url: (config.parent / "answers").exists()
if "NEVER" in os.environ:
    services.SECONDS_TO_ANSWER = 0
sys.exit(services.main())
"""
AIRFLOW = """#!/bin/sh
name=$1
if [ "$1" = scheduler ]; then slowly=1; else slowly=0; fi
trap 'sleep $slowly; echo $name told; exit 0' TERM
echo "$1 starts"
if [ "$1" = ends ]; then exit 3; fi
if [ "$1" = api-server ] && [ -z "$NEVER" ]; then
  sleep 1; echo answers; touch "$AIRFLOW_HOME/answers"
fi
while true; do sleep 0.1; done
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> dict[str, str]:
    """An environment in which each service of Airflow is a script."""
    program = tmp_path / "bin" / "airflow"
    program.parent.mkdir()
    program.write_text(AIRFLOW)
    program.chmod(0o755)
    home = {"AIRFLOW_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PASSWORD": "is there"}
    home["AIRFLOW__API__BASE_URL"] = "http://127.0.0.1:8080"
    return os.environ | home | {"PATH": f"{program.parent}:{os.environ['PATH']}"}


def run_services(environment: dict[str, str], *names: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", SERVICES, *names]
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_without_a_password_one_line_says_what_to_do(stand_in: dict[str, str]) -> None:
    del stand_in["PASSWORD"]
    process = run_services(stand_in | {users.PASSWORD: ""}, "stays")
    out, error = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    assert error.splitlines()[-1].startswith(f"{users.PASSWORD} is not set.")


def test_where_one_service_ends_all_end_and_systemd_starts_them_again(
    stand_in: dict[str, str],
) -> None:
    out, error = (process := run_services(stand_in, "stays", "ends")).communicate(timeout=60)
    assert process.returncode == 1
    assert "these services ended: ends (3)" in error
    assert "told" in out  # the other one


def test_airflow_that_runs_already_is_named(stand_in: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "answers").touch()
    out, error = (process := run_services(stand_in, "scheduler")).communicate(timeout=60)
    assert process.returncode == 2
    assert "Airflow runs already at http://127.0.0.1:8080. End it first." in error
    assert "starts" not in out


def test_the_children_of_a_service_that_was_killed_end_with_it(tmp_path: Path) -> None:
    """LocalExecutor's processes live on when the scheduler is killed."""
    program = "sleep 300 & echo $!; wait"
    started = subprocess.Popen(
        ["sh", "-c", program], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert started.stdout
    child = psutil.Process(int(started.stdout.readline()))
    started.kill()
    started.wait()
    assert child.is_running()
    services.end([started], seconds=1)
    until = time.monotonic() + 10
    while has_not_ended(child) and time.monotonic() < until:
        time.sleep(0.1)
    assert not has_not_ended(child)


def has_not_ended(process: psutil.Process) -> bool:
    """A process that nobody has waited for is a zombie once it has ended."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_an_api_server_that_never_answers_is_named(stand_in: dict[str, str]) -> None:
    process = run_services(stand_in | {"NEVER": "1"}, "scheduler")
    out, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "its API server did not answer at http" in error
    assert "scheduler starts" not in out


def test_the_services_end_with_the_process_that_started_them(stand_in: dict[str, str]) -> None:
    """Its configuration is written before they start: each would make up keys of its own, and the
    triggerer could not read the scheduler's. The API server answers before they start: a task that
    the scheduler starts earlier would fail."""
    process = run_services(stand_in, "scheduler")
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(4)]
    assert lines == ["keys True\n", "api-server starts\n", "answers\n", "scheduler starts\n"]
    process.send_signal(signal.SIGTERM)
    # a task that still runs reports to the API server, which ends last
    told = [process.stdout.readline() for _ in range(2)]
    assert told == ["scheduler told\n", "api-server told\n"]
    assert process.wait(timeout=60) == 0
