"""Builds the DAG of a source: arrive → load → rejected_file → hand over → check_all_loaded.

Where `settings/collect` declares where files come from, `feeds` → `collect` go before `arrive`: one
mapped task fetches one authority's files, and a connection that fails stops nothing else.

One mapped task loads one authority's files, those that others refer to first. Each rejected file
becomes a red mapped task of its own, which stops nothing: the other files, the marts and every
other authority go on, and the run as a whole fails at the end in `check_all_loaded`, which names
the files. Once a file is corrected in landing, clearing its red task loads it, and the marts of the
night are built again.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import (
    DAG,
    Asset,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    TriggerRule,
    task,
)
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags import about, deadlines, handover
from dags.assets import LOADED_AGAIN, SOURCES
from dags.collection import collect_files
from dags.waiting import WaitForHandover
from steps import all_loaded, collect, sources
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
WHICH_AUTHORITY = (
    "{{ task.op_kwargs.files[0].la_code }} · {{ task.op_kwargs.files | length }} "
    "{{ 'file' if task.op_kwargs.files | length == 1 else 'files' }}"
)
WHICH_FILE = (
    "{{ task.op_kwargs.file.la_code }} · "
    "{{ task.op_kwargs.file.release_file or task.op_kwargs.file.dataset }} · "
    "{{ task.op_kwargs.file.business_date }}"
)
HOW = (
    "One task loads one authority's files. Each rejected file is a red task `rejected_file`, named "
    "by authority, dataset and business date; all other files are loaded."
)
WHEN = (
    "02:00 London time, for the files of the day before. That business date is the partition key "
    "of the run. A run by hand is about the last night, unless `as_at` is given. Once all six "
    "sources have handed over a night, build_marts starts for it; after that, each further "
    "hand-over of the night starts it again."
)
ON_FAILURE = (
    "`check_all_loaded` names each file that was not loaded, and why. Put a corrected file into "
    "landing, then clear its red `rejected_file`: it is loaded and the marts are built again. A "
    "red `collect` names the connection that failed; clear it once that is put right."
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
COLLECT = Param(
    True,
    type="boolean",
    description="Fetch files first, where settings/collect declares from where.",
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


def source_load(source: str, asset: Asset, what: str, after: Asset | None = None) -> DAG:
    """Build the DAG of one source, which updates its asset; `what` it loads, in a sentence. Its
    scheduled runs wait until the source of the asset `after`, by which its files are read, has
    handed over the same night."""
    with DAG(
        dag_id=source,
        schedule=handover.EVERY_NIGHT,
        allowed_run_types=handover.OF_A_SOURCE,
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=timedelta(hours=12),
        deadline=deadlines.of_a_source(),
        params={"as_at": AS_AT, "reload": RELOAD, "settle_seconds": SETTLE, "collect": COLLECT},
        default_args=ONLY_IO_IS_RETRIED
        | {"owner": about.OWNER, "execution_timeout": timedelta(hours=4)},
        description=what,
        doc_md=about.doc(f"{what} {HOW}", WHEN, ON_FAILURE, "A rejected file"),
        tags=["send", "source"],
    ) as dag:

        @task(trigger_rule=TriggerRule.ALL_DONE)
        def arrive(**context: Any) -> list[list[Json]]:
            from ingest.reload_request import ReloadRequest

            chosen = context["params"]["reload"]
            reload = None if chosen is None else ReloadRequest.from_json(chosen)
            as_at, settle = context["params"]["as_at"], _settle_seconds(context)
            taken = sources.register_arrivals(source, as_at, reload, settle)
            return [sources.to_json(each) for each in sources.by_authority(taken)]

        @task(map_index_template=WHICH_AUTHORITY)
        def load(files: list[Json], **context: Any) -> None:
            if context["ti"].try_number > 1:  # cleared: other files may lie there now
                _load_pending(source, files[0]["la_code"], context)
            else:
                sources.load_arrivals(sources.from_json(files))

        @task(trigger_rule=TriggerRule.ALL_DONE)
        def rejected(**context: Any) -> list[Json]:
            return sources.to_json(sources.rejected_among(_arrived(context)))

        @task(map_index_template=WHICH_FILE)
        def rejected_file(file: Json, **context: Any) -> None:
            [arrival] = sources.from_json([file])
            why = sources.why_rejected(arrival)
            if context["ti"].try_number > 1:  # cleared: it may have been corrected since
                _load_pending(source, arrival.la_code, context)
                why = sources.unresolved(source, arrival)
            if why:
                raise AirflowFailException("\n".join(why))

        @task(trigger_rule=TriggerRule.ALL_DONE, inlets=list(SOURCES), outlets=[asset])
        def update_asset(**context: Any) -> None:
            as_at = handover.reporting_date(context)
            night = handover.night(context, as_at)
            again = handover.is_again(context, night)
            extra = {
                "as_at": as_at,
                "night": night,
                "scheduled": handover.is_scheduled(context),
                "asked_for": context["params"]["as_at"] is not None,
            }
            if again:
                context["ti"].xcom_push("again", extra)
                raise AirflowSkipException(f"every source has handed {night} over before")
            context["outlet_events"][asset].add_partitions(night)
            context["outlet_events"][asset].extra = extra

        @task(trigger_rule=TriggerRule.ALL_SKIPPED, outlets=[LOADED_AGAIN])
        def rebuild_marts(**context: Any) -> None:
            extra = context["ti"].xcom_pull(task_ids="update_asset", key="again")
            context["outlet_events"][LOADED_AGAIN].add_partitions(extra["night"])
            context["outlet_events"][LOADED_AGAIN].extra = extra

        # where nothing was handed over the run must fail: no mart would be built
        @task(trigger_rule=TriggerRule.NONE_FAILED)
        def check_all_loaded(**context: Any) -> None:
            is_repeated = context["ti"].try_number > 1
            all_loaded.check(source, _arrived(context), is_repeated=is_repeated)

        arrivals: Any = arrive()
        if after:
            WaitForHandover(task_id="wait_for_lookup", asset=after) >> arrivals
        if collect.declared():
            collect_files(source) >> arrivals
        found: Any = rejected()
        handed_over: Any = update_asset()
        load.expand(files=arrivals) >> found
        rejected_file.expand(file=found) >> handed_over
        handed_over >> rebuild_marts() >> check_all_loaded() << handed_over
    return dag


def _settle_seconds(context: Any) -> float:
    settle = context["params"]["settle_seconds"]
    return sources.settle_seconds() if settle is None else float(settle)


def _load_pending(source: str, la_code: str, context: Any) -> None:
    as_at = context["params"]["as_at"]
    sources.load_pending(source, as_at, la_code, _settle_seconds(context))


def _arrived(context: Any) -> "list[Any] | None":
    """The arrivals that `arrive` returned; None where it failed."""
    arrived = context["ti"].xcom_pull(task_ids="arrive")
    return (
        None if arrived is None else sources.from_json([one for files in arrived for one in files])
    )
