"""The DAGs load, are cheap to load, and have the right order, retries and asset events."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands.airflow import configuration
from commands.night.dag_order import in_order
from tests.conftest import SOURCES

ROOT = Path(__file__).resolve().parents[2]
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
    ignored = (configuration.DAGS_FOLDER / ".airflowignore").read_text().split()
    return [path for path in configuration.DAGS_FOLDER.glob("*.py") if path.name not in ignored]


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
    environment = {**os.environ, **configuration.settings(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == "[]"


def test_each_dag_comes_after_those_that_update_its_assets(dags: dict[str, Any]) -> None:
    assert [dag.dag_id for dag in in_order(dags)] == [*SOURCES, "build_marts"]
    backwards = dict(reversed(dags.items()))
    assert [dag.dag_id for dag in in_order(backwards)] == [*SOURCES, "build_marts"]


def test_files_are_verified_each_week_and_not_as_part_of_a_night(dags: dict[str, Any]) -> None:
    assert dags["verify"].schedule.expression == "0 12 * * SAT"
    assert dags["verify"].get_task("verify").pool == "warehouse"


@pytest.mark.parametrize("dag_id", [*SOURCES, "build_marts"])
def test_one_run_at_a_time_and_never_the_past(dags: dict[str, Any], dag_id: str) -> None:
    assert dags[dag_id].max_active_runs == 1
    assert dags[dag_id].catchup is False
    assert dags[dag_id].params["as_at"] is None


@pytest.mark.parametrize("dag_id", SOURCES)
def test_a_source_goes_on_past_a_rejected_file(dags: dict[str, Any], dag_id: str) -> None:
    dag = dags[dag_id]
    for task_id in ("rejected", "update_asset"):
        assert dag.get_task(task_id).trigger_rule == "all_done"
    # where update_asset hands the night over, the scheduler skips it without a process
    assert dag.get_task("rebuild_marts").trigger_rule == "all_skipped"
    assert dag.get_task("check_all_loaded").trigger_rule == "none_failed"
    assert [task.task_id for task in dag.leaves] == ["check_all_loaded"]


@pytest.mark.parametrize("dag_id", SOURCES)
def test_only_failures_of_the_disk_are_tried_again(dags: dict[str, Any], dag_id: str) -> None:
    from steps.reporting import StepFailed

    policy = dags[dag_id].get_task("load").partial_kwargs["retry_policy"]
    decided = {
        type(error): policy.evaluate(error, 1, 2).action.value
        for error in (TimeoutError(), ValueError(), StepFailed())
    }
    assert decided == {TimeoutError: "retry", ValueError: "fail", StepFailed: "fail"}


def test_what_opens_the_warehouse_waits_for_its_one_slot(dags: dict[str, Any]) -> None:
    from dags.assets import WAREHOUSE_POOL, WAREHOUSE_QUEUE

    for task in dags["build_marts"].tasks:
        if task.task_id == "tell":  # it waits for a mail server
            assert (task.pool, task.queue) == ("default_pool", "default")
            continue
        assert (task.pool, task.queue) == (WAREHOUSE_POOL, WAREHOUSE_QUEUE)
        assert task.retries == 0


def test_the_log_of_a_task_has_no_line_of_great_expectations() -> None:
    script = (
        "import logging, dags\n"
        "logging.basicConfig(level=logging.INFO, format='%(name)s')\n"
        "from expectations import runner\n"
        "logging.getLogger('great_expectations.data_context.types.base').info('a folder')\n"
        "logging.getLogger('send').info('a line of ours')"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert run.stderr.splitlines() == ["send"]
