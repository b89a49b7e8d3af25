"""What runs beside a live Airflow on the same home: one writes at a time, and no run is lost."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError

import pytest

from steps import lock
from tests.live.conftest import ROOT, Live

pytestmark = pytest.mark.slow

NIGHT = "2026-11-22"


def send_night(live: Live) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "commands", "night", "--date", NIGHT]
    environment = live.environment | {"SEND_HOME": str(live.home)}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def state_of_all_runs(live: Live) -> list[tuple[object, ...]]:
    runs = live.rows("select id, run_id, state, start_date, end_date from dag_run")
    tasks = live.rows("select id, state, try_number, start_date, end_date from task_instance")
    return sorted([*runs, *tasks])


def log_of(live: Live, dag_id: str, task_id: str) -> str:
    logs = Path(live.home / "logs" / "airflow").glob(f"dag_id={dag_id}/*/task_id={task_id}/*.log")
    return "".join(path.read_text() for path in logs)


def test_a_build_waits_for_whoever_writes_and_a_night_names_them(live: Live) -> None:
    file = live.home / "landing/312/case_system/persons__2026-11-22.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("person_id\n")
    (file.parent / f"{file.name}.done").touch()
    with lock.alone(live.home):
        for source in ("case_system", "finance_ledger", "dfe_census", "safety_valve"):
            live.hand_over(source, NIGHT)
        waits = f"waiting for process {os.getpid()} on"
        live.wait("the build waits", lambda: waits in log_of(live, "build_marts", "build"))
        refused = send_night(live)
        assert refused.returncode == 2
        assert f"is being written to by process {os.getpid()} on" in refused.stderr
        assert "pytest" in refused.stderr
    live.wait("the marts", lambda: live.runs("build_marts", NIGHT))


def test_a_night_by_command_changes_nothing_of_the_live_runs(live: Live) -> None:
    live.wait("the marts", lambda: live.runs("build_marts", NIGHT))
    before = state_of_all_runs(live)
    night = send_night(live)
    assert "persons__2026-11-22.csv lacks" in night.stdout, night.stdout + night.stderr
    assert night.returncode == 1
    assert state_of_all_runs(live) == before


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("/api/v2/dags", "", 401), ("/auth/token", "", 403), ("/api/v2/version", "evil.example", 400)],
)
def test_nobody_gets_in_without_a_login_or_by_another_name(
    live: Live, path: str, host: str, status: int
) -> None:
    with pytest.raises(HTTPError) as refused:
        live.call("GET", path, None, {}, host)
    assert refused.value.code == status
