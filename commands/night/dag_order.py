"""The project's DAGs, in the order in which a night runs them."""

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from commands.airflow.configuration import DAGS_FOLDER
from steps.reporting import StepFailed

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun
    from airflow.sdk import DAG

# Persons are read by its lookup of wards, so that the night of a new lookup has the wards already.
FIRST = ("geography",)
NOT_RUN = {"failed", "upstream_failed"}


def load_dags() -> dict[str, "DAG"]:
    """Load the DAG files as Airflow does; raise StepFailed where one can't be loaded."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(DAGS_FOLDER)
    if bag.import_errors or not bag.dags:
        raise StepFailed("DAG files that don't load:\n" + "\n".join(bag.import_errors.values()))
    return dict(bag.dags)


def in_order(dags: dict[str, "DAG"]) -> list["DAG"]:
    """Order DAGs so that each comes after those whose tasks update the assets that start it. Not
    part of a night are a DAG without a schedule, which is started by hand, and one of which no task
    updates an asset."""
    scheduled = {
        dag_id: dag
        for dag_id, dag in dags.items()
        if dag.schedule is not None and any(task.outlets for task in dag.tasks)
    }
    updated_by = _updated_by(scheduled)
    after = {
        dag_id: {each for uri in awaited(dag.schedule) for each in updated_by.get(uri, ())}
        for dag_id, dag in sorted(scheduled.items())
    }
    order = TopologicalSorter(after)
    order.prepare()
    found: list[DAG] = []
    while order.is_active():
        # by name among equals: every night in the same order
        ready = sorted(order.get_ready(), key=lambda dag_id: (dag_id not in FIRST, dag_id))
        found += [scheduled[dag_id] for dag_id in ready]
        order.done(*ready)
    return found


def _updated_by(dags: dict[str, "DAG"]) -> dict[str, set[str]]:
    """Return the ids of the DAGs that update each asset, by its uri."""
    found: dict[str, set[str]] = {}
    for dag_id, dag in dags.items():
        for asset in (asset for task in dag.tasks for asset in task.outlets):
            found.setdefault(asset.uri, set()).add(dag_id)
    return found


def not_updated(run: "DagRun", dag: "DAG") -> set[str]:
    """Return the uris of the assets whose task failed in a run, so that what they start waits."""
    failed = {each.task_id for each in run.get_task_instances() if each.state in NOT_RUN}
    return {asset.uri for task in dag.tasks if task.task_id in failed for asset in task.outlets}


def awaited(schedule: object) -> set[str]:
    """Return the uris in an asset schedule such as A & (B | C); a clock's awaits none."""
    schedule = getattr(schedule, "asset_condition", schedule)
    parts = getattr(schedule, "objects", ())
    own = {uri} if (uri := getattr(schedule, "uri", None)) else set()
    return own.union(*(awaited(part) for part in parts))
