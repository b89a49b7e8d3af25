"""Builds the DAG of a source: arrive → load, wave after wave → update_asset → check_all_loaded.

One mapped task loads one authority's files of one dataset, by business date, since each is compared
with the one before. A rejected file fails its own task and nothing else: the rest of its series,
the next wave, the marts and every other authority go on, and the run as a whole fails at the end in
`check_all_loaded`, which names the files.
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

from dags import deadlines
from steps import dates, expected_files, sources
from steps.reload import Reload
from steps.sources import Json

# A network share may be back in ten seconds; a wrong file or a bug stays the same.
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
SETTLE = Param(
    None,
    type=["null", "number"],
    minimum=0,
    description="Seconds for which a file without marker must have been unchanged; empty: "
    "settings/arrival.yml.",
)
RELOAD = Param(
    None,
    type=["null", "object"],
    properties={
        "la_code": {"type": ["null", "string"]},
        "dataset": {"type": ["null", "string"]},
        "from": {"type": ["null", "string"], "format": "date"},
        "to": {"type": ["null", "string"], "format": "date"},
        "rejects_only": {"type": "boolean"},
    },
    additionalProperties=False,
    description="Files to load again, from the bytes kept: those of an authority, a dataset and "
    'business dates (each may be left out), as in {"la_code": "312", "from": "2026-11-01", "to": '
    '"2026-11-20"}; "rejects_only": true leaves out those of which every row was accepted. '
    "Empty: none.",
)


def source_load(source: str, waves: int, asset: Asset) -> DAG:
    """Build the DAG of one source; it has `waves` waves (files that others refer to come first)."""
    begins = expected_files.NIGHT_BEGINS
    with DAG(
        dag_id=source,
        schedule=CronTriggerTimetable(f"{begins:%M %H} * * *", timezone=str(begins.tzinfo)),
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        max_active_runs=1,
        deadline=deadlines.of_a_source(),
        params={"as_at": AS_AT, "reload": RELOAD, "settle_seconds": SETTLE},
        default_args=ONLY_IO_IS_RETRIED,
    ) as dag:

        @task
        def arrive(**context: Any) -> list[Json]:
            params = context["params"]
            chosen, settle = params["reload"], params["settle_seconds"]
            reload = None if chosen is None else Reload.from_json(chosen)
            settle = sources.settle_seconds() if settle is None else settle
            return sources.to_json(sources.take_in(source, params["as_at"], reload, settle))

        @task
        def series(arrivals: list[Json], wave: int) -> list[list[Json]]:
            grouped = sources.in_series(sources.from_json(arrivals), wave)
            return [sources.to_json(each) for each in grouped]

        @task(map_index_template=WHICH_FILES, trigger_rule=TriggerRule.ALL_DONE)
        def load(series: list[Json]) -> None:
            rejected = sources.load_series(sources.from_json(series))
            if rejected:
                raise AirflowFailException("\n".join(rejected))

        @task(trigger_rule=TriggerRule.ALL_DONE, outlets=[asset])
        def update_asset(**context: Any) -> None:
            given = context["params"]["as_at"]
            as_at = dates.reporting_date(given)
            started = context.get("logical_date")
            night = as_at if given else expected_files.night_of(as_at, started)
            context["outlet_events"][asset].extra = {"as_at": as_at, "night": night}

        @task  # where the asset is not updated the run must fail: no mart would be built
        def check_all_loaded(**context: Any) -> None:
            arrived = context["ti"].xcom_pull(task_ids="arrive")
            sources.check_all_loaded(source, arrived and sources.from_json(arrived))

        arrivals: Any = arrive()
        before: Any = arrivals
        for wave in range(waves):
            with TaskGroup(f"wave_{wave}"):
                loaded = load.expand(series=series(arrivals, wave))
            before >> loaded
            before = loaded
        before >> update_asset() >> check_all_loaded()
    return dag
