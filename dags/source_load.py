"""The walk of one source, the same for each: arrive → load, wave after wave → hand over → verdict.

One mapped task loads one authority's files of one dataset, by business date, since each is compared
with the one before. A file that is rejected turns its own task red and nothing else: the rest of
its series, the next wave, the marts and every other authority go on, and the run as a whole fails
at the end in `verdict`, which names the files.
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

from dags import dates, deadlines, tonight, walk

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
WHICH_FILES = (
    "{{ task.op_kwargs.series[0].la_code }} · "
    "{{ task.op_kwargs.series[0].release_file or task.op_kwargs.series[0].dataset }} · "
    "{{ task.op_kwargs.series | map(attribute='business_date') | join(', ') }}"
)
AS_AT = Param(
    None,
    type=["null", "string"],
    format="date",
    description="Reporting date; empty: the latest business date that has arrived.",
)
AGAIN = Param(
    None,
    type=["null", "object"],
    properties={
        "la_code": {"type": ["null", "string"]},
        "dataset": {"type": ["null", "string"]},
        "from": {"type": ["null", "string"], "format": "date"},
        "to": {"type": ["null", "string"], "format": "date"},
        "refused_only": {"type": "boolean"},
    },
    additionalProperties=False,
    description="Files to load again, from the bytes kept: those of an authority, a dataset and "
    'business dates (each may be left out), as in {"la_code": "312", "from": "2026-11-01", "to": '
    '"2026-11-20"}; "refused_only": true leaves out those without a refused row. Empty: none.',
)


def source_load(source: str, waves: int, leaves: Asset) -> DAG:
    """Build the DAG of one source; it has `waves` waves (files that others refer to come first)."""
    with DAG(
        dag_id=source,
        schedule=CronTriggerTimetable(
            f"{tonight.BEGINS:%M %H} * * *", timezone=str(tonight.BEGINS.tzinfo)
        ),
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        max_active_runs=1,
        deadline=deadlines.of_a_source(),
        params={"as_at": AS_AT, "again": AGAIN},
        default_args=ONLY_IO_IS_RETRIED,
    ) as dag:

        @task
        def arrive(**context: Any) -> list[walk.Arrival]:
            return walk.take_in(source, context["params"]["as_at"], context["params"]["again"])

        @task
        def series(arrivals: list[walk.Arrival], wave: int) -> list[list[walk.Arrival]]:
            return walk.in_series(arrival for arrival in arrivals if arrival["wave"] == wave)

        @task(map_index_template=WHICH_FILES, trigger_rule=TriggerRule.ALL_DONE)
        def load(series: list[walk.Arrival]) -> None:
            rejected = walk.load_series(series)
            if rejected:
                raise AirflowFailException("\n".join(rejected))

        @task(trigger_rule=TriggerRule.ALL_DONE, outlets=[leaves])
        def hand_over(**context: Any) -> None:
            asked_for = context["params"]["as_at"]
            as_at = dates.reporting_date(asked_for)
            night = as_at if asked_for else tonight.date_of(as_at, context.get("logical_date"))
            context["outlet_events"][leaves].extra = {"as_at": as_at, "night": night}

        @task  # where nothing is handed over the run must not end well: no mart would be built
        def verdict(**context: Any) -> None:
            walk.verdict(source, context["ti"].xcom_pull(task_ids="arrive"))

        arrivals: Any = arrive()
        before: Any = arrivals
        for wave in range(waves):
            with TaskGroup(f"wave_{wave}"):
                loaded = load.expand(series=series(arrivals, wave))
            before >> loaded
            before = loaded
        before >> hand_over() >> verdict()
    return dag
