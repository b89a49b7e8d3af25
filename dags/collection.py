"""The tasks of a source's DAG that fetch its files into landing, one for each authority."""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import task

from dags.connections import connected
from steps import collect as step
from steps import expected_files, sources


def collect_files(source: str) -> Any:
    """Add the tasks `feeds` and `collect` to the DAG of a source."""

    @task
    def feeds(**context: Any) -> list[str]:
        given = context["params"]
        is_reload = given["reload"] is not None  # what is kept is loaded again
        return step.authorities(source) if given["collect"] and not is_reload else []

    @task(
        map_index_template="{{ task.op_kwargs.la_code }}",
        retry_delay=timedelta(minutes=1),
    )
    def collect(la_code: str, **context: Any) -> None:
        settle = context["params"]["settle_seconds"]
        settle = sources.settle_seconds() if settle is None else float(settle)
        step.collect(source, la_code, _night(context), settle, connected)

    return collect.expand(la_code=feeds())


def _night(context: Any) -> str:
    """The night that queries are run for: that of the run, else the last one that has begun."""
    run, given = context["dag_run"], context["params"]["as_at"]
    began = run.run_after or datetime.now(UTC)
    return str(run.partition_key or given or expected_files.last_night(began))
