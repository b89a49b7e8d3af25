"""Under a live scheduler: a night's marts are built once all its sources are loaded, one process at
a time writes, and nobody gets in without a login.

The tests share one Airflow and run in their order.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError

import duckdb
import pytest

from steps import lock
from tests import airflow_metadata
from tests.conftest import SOURCES
from tests.ingest import shapes
from tests.live.receiver import Receiver
from tests.live.running import ROOT, Live, dag_ids

pytestmark = pytest.mark.slow

REQUESTS = "312/case_system/requests__2026-11-20.csv"
NIGHT = "2026-11-22"


def land(live: Live, path: str, content: str) -> None:
    file = live.home / "landing" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(content)
    part.rename(file)
    file.with_suffix(".done").touch()  # else it would have to lie there for a minute


def published(live: Live) -> tuple[str, set[str]]:
    """The published date, and the files that the marts were built from, with their outcome."""
    with duckdb.connect(str((live.home / "published/send.duckdb").resolve()), read_only=True) as db:
        [(as_at,)] = db.execute("select max(as_at)::varchar from ops.publications").fetchall()
        rows = db.execute("select concat_ws(' ', file, day, outcome) from marts.built_from")
        return as_at, {file for (file,) in rows.fetchall()}


@pytest.fixture(scope="module")
def first_night(live: Live) -> Live:
    """The night of the 20th: one file is bad, and two sources are handed over by the test."""
    land(live, "312/case_system/persons__2026-11-20.csv", shapes.persons(3))
    land(live, REQUESTS, "request_id\n")
    for source in ("dfe_census", "geography", "places", "safety_valve", "finance_ledger"):
        live.hand_over(source, "2026-11-20")
    live.begin_night("case_system", "2026-11-20")
    live.wait("the marts of the 20th", lambda: live.runs("build_marts", "2026-11-20"))
    return live


def test_a_bad_file_is_one_red_mapped_task_and_the_marts_are_built(first_night: Live) -> None:
    [run_id] = first_night.runs("case_system", "2026-11-20", "failed")
    red = first_night.tasks("case_system", run_id, "failed")
    assert red == {
        "rejected_file": "312 · requests · 2026-11-20",
        "check_all_loaded": None,
    }
    assert first_night.tasks("case_system", run_id, "success")["load"] == "312 · 2 files"
    assert published(first_night) == (
        "2026-11-20",
        {
            "case_system/persons 2026-11-20 accepted",
            "case_system/requests 2026-11-20 rejected",
        },
    )


def test_a_corrected_file_and_its_red_task_cleared_heal_the_night(first_night: Live) -> None:
    live = first_night
    land(live, REQUESTS, shapes.requests(3))
    [run_id] = live.runs("case_system", "2026-11-20", "failed")
    cleared = {
        "dry_run": False,
        "dag_run_id": run_id,
        "task_ids": ["rejected_file"],
        "include_downstream": True,
        "only_failed": False,
        "reset_dag_runs": True,
    }
    live.api("POST", "/api/v2/dags/case_system/clearTaskInstances", cleared)
    live.wait("the source is healed", lambda: live.runs("case_system", "2026-11-20"))
    live.wait(
        "its marts are built again",
        lambda: len(live.runs("build_marts", "2026-11-20")) == 2,
    )
    assert "case_system/requests 2026-11-20 accepted" in published(live)[1]
    assert live.waiting_hand_overs() == []


def test_the_next_night_waits_for_its_slow_source(first_night: Live) -> None:
    """What was handed over again for the 20th counts nothing for the 21st."""
    live = first_night
    for source in ("dfe_census", "geography", "places", "safety_valve", "case_system"):
        live.hand_over(source, "2026-11-21")
    land(live, "312/finance_ledger/transactions__2026-11-21.csv", shapes.transactions())
    live.begin_night("finance_ledger", "2026-11-21")
    live.wait("the marts of the 21st", lambda: live.runs("build_marts", "2026-11-21"))
    [(loaded, built)] = live.rows(
        "select (select max(end_date) from task_instance where dag_id = 'finance_ledger' "
        "and task_id = 'load'), (select min(queued_at) from dag_run "
        "where dag_id = 'build_marts' and partition_key = '2026-11-21')"
    )
    assert loaded < built
    as_at, files = published(live)
    assert as_at == "2026-11-21"
    assert "finance_ledger/transactions 2026-11-21 accepted" in files
    assert live.waiting_hand_overs() == []


def send_night(live: Live) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "commands", "night", "--date", NIGHT]
    environment = live.environment | {"SEND_HOME": str(live.home)}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def state_of_all_runs(live: Live) -> list[tuple[object, ...]]:
    runs = live.rows("select id, run_id, state, start_date, end_date from dag_run")
    tasks = live.rows("select id, state, try_number, start_date, end_date from task_instance")
    return sorted([*runs, *tasks], key=str)


def log_of(live: Live, dag_id: str, task_id: str) -> str:
    logs = Path(live.home / "logs" / "airflow").glob(f"dag_id={dag_id}/*/task_id={task_id}/*.log")
    return "".join(path.read_text() for path in logs)


def test_a_build_waits_for_whoever_writes_and_a_night_names_them(live: Live) -> None:
    land(live, "312/case_system/persons__2026-11-22.csv", "person_id\n")
    with lock.alone(live.home):
        for source in SOURCES:
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


def test_an_opentelemetry_collector_gets_the_metrics_of_the_night(
    first_night: Live, receiver: Receiver
) -> None:
    first_night.wait("metrics", lambda: "airflow.dagrun.duration.success" in receiver.metrics())
    assert {"airflow.scheduler_heartbeat", "airflow.ti.finish"} <= receiver.metrics()


def test_an_openlineage_server_gets_an_event_of_each_run_and_task(
    first_night: Live, receiver: Receiver
) -> None:
    def ends() -> set[tuple[str, str]]:
        return {(each["job"]["name"], each["eventType"]) for each in receiver.lineage()}

    awaited = {
        ("build_marts", "COMPLETE"),
        ("build_marts.publish", "COMPLETE"),
        ("case_system", "FAIL"),
        ("case_system.rejected_file", "FAIL"),
    }
    first_night.wait("the events", lambda: awaited <= ends())
    published = {
        output["name"]
        for each in receiver.lineage()
        if each["job"]["name"] == "build_marts.publish"
        for output in each["outputs"]
    }
    assert published


def refused(call: Callable[[], object]) -> int:
    """The status with which Airflow refuses a call."""
    with pytest.raises(HTTPError) as answer:
        call()
    return answer.value.code


@pytest.fixture(scope="module")
def people(live: Live) -> Live:
    """A user of each role, besides the admin."""
    for role in ("Viewer", "Op"):
        name = role.lower()
        user = {
            "username": name,
            "first_name": name,
            "last_name": name,
            "email": f"{name}@x.example",
        }
        user |= {"roles": [{"name": role}], "password": airflow_metadata.PASSWORD}
        live.api("POST", "/auth/fab/v1/users", user)
    return live


def start(live: Live, dag_id: str, user: str) -> object:
    body = {"logical_date": None, "conf": {}}
    return live.api("POST", f"/api/v2/dags/{dag_id}/dagRuns", body, user)


@pytest.mark.parametrize("dag_id", ["close_period", "erase", "build_marts", "case_system"])
def test_a_viewer_sees_every_dag_and_starts_none(people: Live, dag_id: str) -> None:
    seen = people.api("GET", "/api/v2/dags", user="viewer")
    assert {dag["dag_id"] for dag in seen["dags"]} == dag_ids()
    assert refused(lambda: start(people, dag_id, "viewer")) == 403
    assert people.rows("select 1 from dag_run where dag_id = ? and state = 'queued'", dag_id) == []


def test_a_viewer_clears_no_task_and_reads_no_connection(people: Live) -> None:
    clear = {"dry_run": True, "only_failed": False}
    path = "/api/v2/dags/case_system/clearTaskInstances"
    assert refused(lambda: people.api("POST", path, clear, "viewer")) == 403
    assert refused(lambda: people.api("GET", "/api/v2/connections", user="viewer")) == 403


def test_an_operator_starts_dags_and_makes_no_users(people: Live) -> None:
    assert start(people, "close_period", "op")
    user = {"username": "x", "first_name": "x", "last_name": "x", "email": "x@x.example"}
    user |= {"roles": [{"name": "Admin"}], "password": "x"}
    assert refused(lambda: people.api("POST", "/auth/fab/v1/users", user, "op")) == 403


@pytest.mark.parametrize(
    ("method", "path", "host", "status"),
    [
        ("GET", "/api/v2/dags", "", 401),
        ("GET", "/auth/token", "", 404),
        ("POST", "/auth/token", "", 400),
        ("GET", "/api/v2/version", "evil.example", 400),
    ],
)
def test_nobody_gets_in_without_a_login_or_by_another_name(
    live: Live, method: str, path: str, host: str, status: int
) -> None:
    assert refused(lambda: live.call(method, path, {}, host=host)) == status
