"""Files are fetched before a source takes them in, where the settings declare from where."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands.airflow import configuration
from dags import collection
from dags.source_load import source_load
from send_home import location
from steps import collect
from tests import airflow_metadata

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in configuration.settings(tmp_path).items():
        monkeypatch.setenv(name, value)
    return location.home()


def declare(home: Path, la_code: str, content: str) -> None:
    file = home / "settings" / "collect" / f"{la_code}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


def tasks(home: Path) -> dict[str, Any]:
    dag = source_load("places", what="Loads places.")
    return {task.task_id: task for task in dag.tasks}


def test_without_settings_nothing_is_added(home: Path) -> None:
    assert not {"feeds", "collect"} & set(tasks(home))


def test_one_task_for_each_authority_comes_first(home: Path) -> None:
    declare(home, "312", "feeds: [{source: places, connection: c, files: a.csv}]\n")
    found = tasks(home)
    assert found["collect"].upstream_task_ids == {"feeds"}
    assert found["arrive"].upstream_task_ids == {"collect"}
    assert found["arrive"].trigger_rule == "all_done"
    assert found["collect"].is_mapped
    assert found["collect"].partial_kwargs["map_index_template"] == "{{ task.op_kwargs.la_code }}"


def test_an_authority_is_collected_for_the_sources_of_its_feeds(home: Path) -> None:
    declare(home, "312", "feeds: [{source: places, connection: c, files: a.csv}]\n")
    declare(home, "313", "feeds: [{source: case_system, connection: c, files: a.csv}]\n")
    declare(home, "314", "feeds: wrong\n")
    assert collect.authorities("places") == ["312", "314"]
    assert collect.authorities("case_system") == ["313", "314"]
    assert [la_code for la_code, _ in collect.problems("places")] == ["314"]


def test_a_wrong_file_fails_its_authority_alone(home: Path) -> None:
    declare(home, "314", "feeds: wrong\n")
    with pytest.raises(collect.StepFailed, match=r"nothing is collected for 314"):
        collect.collect("places", "314", "2026-11-20", 0, collection.connected)


RUN = """
import json, sys
from pathlib import Path
from commands.airflow import configuration
from commands.night import dag_order, dag_run
home = Path(sys.argv[1])
configuration.configure(home, "WARNING", configuration.OF_THE_NIGHT)
with dag_run.parsed_once():
    dag = dag_order.load_dags()["places"]
    run = dag_run.run(dag, {"as_at": "2026-11-20", "settle_seconds": 0.1})
found = [(ti.task_id, ti.rendered_map_index, ti.state) for ti in run.get_task_instances()]
print("RAN", json.dumps([run.state, found]))
"""


@pytest.mark.slow
def test_a_failing_connection_is_one_red_task_and_the_rest_is_loaded(tmp_path: Path) -> None:
    """The DAG as it runs: 312 has a share, 313's connection is not defined."""
    share = tmp_path / "share"
    share.mkdir()
    (share / "commissioned_places__2026-11-20.csv").write_text("provider_id\n")
    for la_code, connection in (("312", "share"), ("313", "gone")):
        feed = f"{{source: places, connection: {connection}, files: '*.csv'}}"
        declare(tmp_path, la_code, f"feeds: [{feed}]\n")
    airflow_metadata.copy_to(tmp_path)
    environment = {
        **os.environ,
        "SEND_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "AIRFLOW_CONN_SHARE": json.dumps({"conn_type": "fs", "extra": {"path": str(share)}}),
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)], env=environment, capture_output=True, text=True
    )
    assert "RAN " in done.stdout, done.stderr[-3000:]
    state, found = json.loads(done.stdout.rpartition("RAN ")[2].splitlines()[0])
    states = {(task, of): is_so for task, of, is_so in found}
    assert states["collect", "312"] == "success"
    assert states["collect", "313"] == "failed"
    assert states["arrive", None] == "success"
    assert (tmp_path / "landing/312/places/commissioned_places__2026-11-20.csv").exists()
    assert states["load", "312 · 1 file"] == "success"
    assert states["check_all_loaded", None] == "failed"
    assert state == "failed"
    assert "313: No connection is called gone" in done.stdout + done.stderr
