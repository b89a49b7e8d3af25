"""Files are fetched before a source takes them in, where the settings declare from where."""

from pathlib import Path
from typing import Any

import pytest

from commands import airflow
from dags import assets, collection
from dags.source_load import source_load
from settings import place
from steps import collect


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in airflow.settings(tmp_path).items():
        monkeypatch.setenv(name, value)
    return place.home()


def declare(home: Path, la_code: str, content: str) -> None:
    file = home / "settings" / "collect" / f"{la_code}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


def tasks(home: Path) -> dict[str, Any]:
    dag = source_load("places", asset=assets.PLACES, what="Loads places.")
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
