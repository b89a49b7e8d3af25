"""The walk of one source, the same for each: arrive → load, wave after wave → hand over → verdict.

A file that is rejected turns its own task red and nothing else: the next wave, the marts and every
other authority go on, and the run as a whole fails at the end in `verdict`, which names the files.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import (
    DAG,
    Asset,
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    TaskGroup,
    TriggerRule,
    task,
)
from airflow.sdk.exceptions import AirflowFailException

from dags import walk

# A share that is away for a moment comes back; a wrong file or a bug is the same at the third look.
ONLY_IO_IS_RETRIED: dict[str, Any] = {
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(OSError, RetryAction.RETRY),
            RetryRule(Exception, RetryAction.FAIL),
        ]
    ),
}
WHICH_FILE = (
    "{{ task.op_kwargs.arrival.la_code }} · {{ task.op_kwargs.arrival.dataset }}"
    " · {{ task.op_kwargs.arrival.get('release_file') or task.op_kwargs.arrival.business_date }}"
)
AS_AT = Param(
    None,
    type=["null", "string"],
    format="date",
    description="Reporting date; empty: the latest business date that has arrived.",
)


def source_load(source: str, waves: int, leaves: Asset) -> DAG:
    """Build the DAG of one source; it has `waves` waves (files that others refer to come first)."""
    with DAG(
        dag_id=source,
        schedule=CronTriggerTimetable("0 2 * * *", timezone="Europe/London"),
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        max_active_runs=1,
        params={"as_at": AS_AT},
        default_args=ONLY_IO_IS_RETRIED,
    ) as dag:

        @task
        def arrive(**context: Any) -> list[walk.Arrival]:
            return walk.take_in(source, context["params"]["as_at"])

        @task
        def files(arrivals: list[walk.Arrival], wave: int) -> list[walk.Arrival]:
            return [arrival for arrival in arrivals if arrival["wave"] == wave]

        @task(map_index_template=WHICH_FILE, trigger_rule=TriggerRule.ALL_DONE)
        def load(arrival: walk.Arrival, **context: Any) -> None:
            receipt = walk.load_file(arrival)
            context["ti"].xcom_push("receipt", receipt)  # before it turns red: the verdict reads it
            if receipt["outcome"] == "rejected":
                raise AirflowFailException(walk.rejection(receipt))

        @task(trigger_rule=TriggerRule.ALL_DONE, outlets=[leaves])
        def hand_over(**context: Any) -> None:
            as_at = walk.reporting_date(context["params"]["as_at"])
            context["outlet_events"][leaves].extra = {"as_at": as_at}

        @task(trigger_rule=TriggerRule.ALL_DONE)
        def verdict(**context: Any) -> None:
            ti = context["ti"]
            loads = [f"wave_{wave}.load" for wave in range(waves)]
            walk.verdict(
                arrivals=ti.xcom_pull(task_ids="arrive"),
                receipts=ti.xcom_pull(task_ids=loads, key="receipt"),
            )

        arrivals: Any = arrive()
        before: Any = arrivals
        for wave in range(waves):
            with TaskGroup(f"wave_{wave}"):
                loaded = load.expand(arrival=files(arrivals, wave))
            before >> loaded
            before = loaded
        before >> hand_over() >> verdict()
    return dag
