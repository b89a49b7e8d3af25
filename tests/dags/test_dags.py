"""The DAGs load, are cheap to load, and have the right order, retries and asset events."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from commands import airflow
from commands.dag_order import in_order
from steps import dates, expected_files

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    "case_system": 5,
    "finance_ledger": 1,
    "dfe_census": 6,
    "places": 1,
    "safety_valve": 1,
}
HEAVY = [
    "commands",
    "duckdb",
    "pandas",
    "numpy",
    "great_expectations",
    "dbt",
    "ingest",
    "expectations",
    "publish",
]


def dag_files() -> list[Path]:
    ignored = (airflow.DAGS_FOLDER / ".airflowignore").read_text().split()
    return [path for path in airflow.DAGS_FOLDER.glob("*.py") if path.name not in ignored]


def test_every_file_is_a_dag_of_its_name_or_ignored(dags: dict[str, Any]) -> None:
    assert sorted(dags) == sorted(path.stem for path in dag_files())
    for dag_id, dag in dags.items():
        assert Path(dag.fileloc).stem == dag_id


def test_loading_the_files_imports_nothing_heavy(tmp_path: Path) -> None:
    imports = "; ".join(f"import dags.{path.stem}" for path in dag_files())
    script = (
        "import sys; from airflow.sdk import DAG, Asset, task; import airflow.sdk.definitions\n"
        "before = set(sys.modules)\n"
        f"{imports}\n"
        f"print([name for name in {HEAVY!r} if name in set(sys.modules) - before])"
    )
    environment = {**os.environ, **airflow.settings(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == "[]"


def test_each_dag_comes_after_those_that_update_its_assets(dags: dict[str, Any]) -> None:
    assert [dag.dag_id for dag in in_order(dags)] == [*sorted(SOURCES), "build_marts"]
    backwards = dict(reversed(dags.items()))
    assert [dag.dag_id for dag in in_order(backwards)] == [*sorted(SOURCES), "build_marts"]


@pytest.mark.parametrize("dag_id", [*SOURCES, "build_marts"])
def test_one_run_at_a_time_and_never_the_past(dags: dict[str, Any], dag_id: str) -> None:
    assert dags[dag_id].max_active_runs == 1
    assert dags[dag_id].catchup is False
    assert dags[dag_id].params["as_at"] is None


@pytest.mark.parametrize(("dag_id", "waves"), SOURCES.items())
def test_a_source_goes_on_past_a_rejected_file(
    dags: dict[str, Any], dag_id: str, waves: int
) -> None:
    dag = dags[dag_id]
    loads = [dag.get_task(f"wave_{wave}.load") for wave in range(waves)]
    for task in [*loads, dag.get_task("update_asset")]:
        assert task.trigger_rule == "all_done"
    for earlier, later in pairwise(loads):
        assert later.task_id in earlier.downstream_task_ids
    assert [task.task_id for task in dag.leaves] == ["check_all_loaded"]


@pytest.mark.parametrize("dag_id", SOURCES)
def test_the_waves_are_those_of_the_contracts(dags: dict[str, Any], dag_id: str) -> None:
    """A file whose contract puts it in a later wave than the DAG has would never be loaded."""
    from ingest import contracts

    waves = {contracts.wave(c) for c in contracts.of_source(dag_id, "990").values()}
    assert max(waves) < SOURCES[dag_id]


@pytest.mark.parametrize("dag_id", SOURCES)
def test_only_failures_of_the_disk_are_tried_again(dags: dict[str, Any], dag_id: str) -> None:
    from steps.reporting import StepFailed

    policy = dags[dag_id].get_task("wave_0.load").partial_kwargs["retry_policy"]
    decided = {
        type(error): policy.evaluate(error, 1, 2).action.value
        for error in (TimeoutError(), ValueError(), StepFailed())
    }
    assert decided == {TimeoutError: "retry", ValueError: "fail", StepFailed: "fail"}


def test_what_opens_the_warehouse_waits_for_its_one_slot(dags: dict[str, Any]) -> None:
    from dags.assets import WAREHOUSE_POOL

    for task in dags["build_marts"].tasks:
        assert task.pool == WAREHOUSE_POOL
        assert task.retries == 0


@pytest.mark.parametrize(
    ("asked_for", "started", "night"),
    [
        (None, datetime(2026, 11, 21, 2, tzinfo=UTC), "2026-11-20"),  # nothing since the 18th
        ("2026-11-18", datetime(2026, 11, 21, 2, tzinfo=UTC), "2026-11-18"),
        (None, None, "2026-11-18"),
    ],
)
def test_files_are_expected_up_to_the_night_that_the_clock_started(
    dags: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    asked_for: str | None,
    started: datetime | None,
    night: str,
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    monkeypatch.setattr(dates, "reporting_date", lambda as_at: as_at or "2026-11-18")
    expected: list[str] = []
    monkeypatch.setattr(expected_files, "write", expected.append)
    update_asset = dags["case_system"].get_task("update_asset")
    events = {outlet: SimpleNamespace(extra={}) for outlet in update_asset.outlets}
    context = {"params": {"as_at": asked_for}, "logical_date": started, "outlet_events": events}
    update_asset.python_callable(**context)

    updated = {outlet: [event] for outlet, event in events.items()}
    context = {"params": {"as_at": asked_for}, "triggering_asset_events": updated}
    as_at = dags["build_marts"].get_task("as_at").python_callable(**context)
    dags["build_marts"].get_task("expected_files").python_callable(as_at, **context)
    assert (as_at, expected) == ("2026-11-18", [night])
