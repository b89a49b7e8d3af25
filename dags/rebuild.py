"""The task by which a DAG has the published marts built again from what is left."""

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator


def rebuild_marts(as_at: Any) -> TriggerDagRunOperator:
    """Start build_marts for a date and wait until it has ended; fail where it failed.

    It takes no slot of the warehouse's pool, which the build needs."""
    return TriggerDagRunOperator(
        task_id="rebuild_marts",
        trigger_dag_id="build_marts",
        conf={"as_at": as_at},
        wait_for_completion=True,
        poke_interval=10,
        execution_timeout=timedelta(hours=12),
    )
