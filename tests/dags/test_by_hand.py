"""The DAGs that are started by hand: what they do, and what they keep of a person."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowSkipException

from commands.night.dag_order import in_order
from ingest.deletion import erasure_list
from ingest.register import arrivals
from steps.reporting import StepFailed
from tests.conftest import Installation
from tests.ingest import shapes

BY_HAND = {"close_period", "replay", "retain", "erase"}


def test_no_night_runs_them(dags: dict[str, Any]) -> None:
    assert {dag_id for dag_id, dag in dags.items() if dag.schedule is None} == BY_HAND
    assert not BY_HAND & {dag.dag_id for dag in in_order(dags)}


def test_every_dag_says_what_it_does_and_whom_to_call(dags: dict[str, Any]) -> None:
    runbook = (Path(__file__).resolve().parents[2] / "docs" / "runbook.md").read_text()
    for dag in dags.values():
        assert dag.description
        assert "send" in dag.tags
        assert {task.owner for task in dag.tasks} == {"data engineering"}
        section = dag.doc_md.partition("section “")[2].partition("”")[0]
        assert f"\n## {section}\n" in runbook, dag.dag_id


def params(dag: Any, **given: Any) -> dict[str, Any]:
    return {name: dag.params[name] for name in dag.params if name not in given} | given


@pytest.fixture
def loaded(installation: Installation) -> Installation:
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons(2))
    installation.load()
    return installation


@pytest.mark.usefixtures("loaded")
def test_replay_hands_the_choice_to_the_source(dags: dict[str, Any]) -> None:
    dag = dags["replay"]
    choice = params(dag, source="case_system", la_code="312", dataset="requests")
    conf = dag.get_task("chosen").python_callable(params=choice)
    assert conf["reload"] == {
        "la_code": "312",
        "dataset": "requests",
        "from": None,
        "to": None,
        "rejects_only": True,
    }
    start = dag.get_task("start_source")
    assert start.trigger_dag_id == "{{ params.source }}"
    assert set(conf) <= set(dags["case_system"].params)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"dataset": "requets"}, "case_system describes a dataset 'requets'. Did you mean request"),
        ({"dataset": "transactions"}, "case_system describes a dataset 'transactions'"),
        ({"la_code": "31"}, "No file has arrived from '31'"),
        ({"from": "2026-11-20", "to": "2026-11-01"}, "exchange the two dates"),
    ],
)
def test_a_choice_that_no_file_can_meet_is_refused(
    dags: dict[str, Any], wrong: dict[str, str], message: str
) -> None:
    """The run would be green and have loaded nothing."""
    chosen = dags["replay"].get_task("chosen").python_callable
    with pytest.raises(StepFailed, match=message):
        chosen(params=params(dags["replay"], source="case_system", **wrong))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"as_at": "2036-01-01"}, "2036-01-01 is in the future"),
        ({"as_at": "2016-01-01"}, "2016-01-01 lies before all files"),
        ({"reload": {"la_code": "31"}}, "No file has arrived from '31'"),
    ],
)
def test_a_source_started_by_hand_for_a_mistyped_year_loads_nothing(
    dags: dict[str, Any], loaded: Installation, given: dict[str, Any], message: str
) -> None:
    loaded.send("312/case_system/persons__2028-01-01.csv", shapes.persons(2))
    dag = dags["case_system"]
    with pytest.raises(StepFailed, match=message):
        dag.get_task("arrive").python_callable(params=params(dag, **given), dag=dag)
    assert len(arrivals.every_record(loaded.home)) == 1


def test_what_rebuilds_the_marts_takes_no_slot_that_the_build_needs(dags: dict[str, Any]) -> None:
    for dag_id in ("erase", "retain"):
        rebuild = dags[dag_id].get_task("rebuild_marts")
        assert (rebuild.pool, rebuild.trigger_dag_id) == ("default_pool", "build_marts")
        assert "operator_triggered" in dags["build_marts"].allowed_run_types


def test_erase_reads_the_id_from_a_file_and_deletes_it(
    dags: dict[str, Any], installation: Any
) -> None:
    persons = shapes.persons(3, shapes.person(7, id="P-PLANTED-1"))
    installation.send("312/case_system/persons__2026-11-20.csv", persons)
    installation.load()
    dag = dags["erase"]
    given = params(dag, la_code="312", day="2026-11-23", by="DPO", reason="upheld")
    erase = dag.get_task("erase").python_callable
    with pytest.raises(StepFailed, match=r"No case id lies in .*312\.txt"):
        erase(params=given)
    file = installation.home / "erase" / "312.txt"
    file.parent.mkdir()
    file.write_text("P-PLANTED-1\n")
    assert erase(params=given) == "2026-11-20"
    assert not file.exists()
    key = erasure_list.read(installation.home, "312").key("person", "P-PLANTED-1")
    assert installation.rows("select count(*) from '{raw}/case_system/persons/312/*.parquet'") == [
        (3,)
    ]
    dag.get_task("check_nothing_is_left").python_callable(params=given)
    (installation.home / "publications" / "now" / "marts").mkdir(parents=True)
    (installation.home / "published").symlink_to("publications/now")
    left = installation.home / "published" / "marts" / "fct.parquet"
    installation.rows(f"copy (select '{key}' as person_key) to '{left}' (format parquet)")
    with pytest.raises(StepFailed, match="1 row in published/marts/fct"):
        dag.get_task("check_nothing_is_left").python_callable(params=given)


def test_retain_deletes_only_where_it_is_told_to(
    dags: dict[str, Any], installation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from steps.deletion import retention

    dag = dags["retain"]
    expired = [SimpleNamespace(la_code="312", dataset="x", files=1, first="a", last="b")]
    deleted: list[Any] = []
    monkeypatch.setattr(retention, "expired", lambda day: expired)
    monkeypatch.setattr(retention, "delete_expired", lambda day: deleted.append(day) or expired)
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons(3))
    delete = dag.get_task("delete").python_callable
    with pytest.raises(AirflowSkipException):
        delete(params=params(dag, day="2026-11-20"))
    assert deleted == []
    assert delete(params=params(dag, day="2026-11-20", apply=True)) == "2026-11-20"
    assert len(deleted) == 1
