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
from steps import all_loaded, choice, collect, dates, pseudonym_key, reporting, sources
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
    "of the run. A run by hand is about the last night, unless `as_at` is given. Once every "
    "source has handed over a night, build_marts starts for it; after that, each further "
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


def source_load(source: str, what: str, after: str | None = None) -> DAG:
    """Build the DAG of one source, which updates its asset; `what` it loads, in a sentence. Its
    scheduled runs wait until the source `after`, by which its files are read, has handed over the
    same night."""
    asset = SOURCES[source]
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
        arrivals: Any = task(trigger_rule=TriggerRule.ALL_DONE)(arrive)()
        if after:
            WaitForHandover(task_id="wait_for_lookup", asset=SOURCES[after]) >> arrivals
        if collect.declared():
            collect_files(source) >> arrivals
        found: Any = task(trigger_rule=TriggerRule.ALL_DONE)(rejected)()
        task(map_index_template=WHICH_AUTHORITY)(load).expand(files=arrivals) >> found
        handed_over: Any = task(
            trigger_rule=TriggerRule.ALL_DONE, inlets=list(SOURCES.values()), outlets=[asset]
        )(update_asset)()
        task(map_index_template=WHICH_FILE)(rejected_file).expand(file=found) >> handed_over
        again: Any = task(trigger_rule=TriggerRule.ALL_SKIPPED, outlets=[LOADED_AGAIN])(
            rebuild_marts
        )()
        # where nothing was handed over the run must fail: no mart would be built
        checked: Any = task(trigger_rule=TriggerRule.NONE_FAILED)(check_all_loaded)()
        handed_over >> again >> checked
        handed_over >> checked
    return dag


def arrive(**context: Any) -> list[list[Json]]:
    """Register the files of the source, grouped by authority."""
    from ingest.reload_request import ReloadRequest

    chosen = context["params"]["reload"]
    reload = None if chosen is None else ReloadRequest.from_json(chosen)
    as_at, settle = context["params"]["as_at"], _settle_seconds(context)
    if reload:
        choice.check(reload)
    if as_at:  # before files of a mistyped year are loaded
        dates.check_night(as_at)
    registered = sources.register_arrivals(_source(context), as_at, reload, settle)
    left = sources.report_registered(_source(context), as_at, registered, reload is not None)
    context["ti"].xcom_push("not_taken", left)
    return [sources.to_json(each) for each in sources.by_authority(registered)]


def load(files: list[Json], **context: Any) -> None:
    """Load one authority's files."""
    if _is_repeated(context):  # other files may lie there now
        _load_pending(files[0]["la_code"], context)
    else:
        sources.load_arrivals(sources.from_json(files))


def rejected(**context: Any) -> list[Json]:
    """Return the rejected files that get a task of their own."""
    return sources.to_json(sources.rejected_among(_arrived(context)))


def rejected_file(file: Json, **context: Any) -> None:
    """Fail for one rejected file, unless it is corrected since."""
    [arrival] = sources.from_json([file])
    why = sources.why_rejected(arrival)
    if _is_repeated(context):  # it may have been corrected since
        _load_pending(arrival.la_code, context)
        why = sources.unresolved(_source(context), arrival)
    if why:
        raise AirflowFailException("\n".join(why))


def update_asset(**context: Any) -> None:
    """Hand the night over; skip where every source has handed it over before."""
    pseudonym_key.require_after_failed_arrival(reporting.home(), _arrived(context))
    as_at = handover.reporting_date(context)
    night = handover.night(context, as_at)
    extra = {
        "as_at": as_at,
        "night": night,
        "scheduled": handover.is_scheduled(context),
        "asked_for": context["params"]["as_at"] is not None,
    }
    if handover.is_again(context, night):
        context["ti"].xcom_push("again", extra)
        raise AirflowSkipException(f"every source has handed {night} over before")
    [asset] = context["task"].outlets
    context["outlet_events"][asset].add_partitions(night)
    context["outlet_events"][asset].extra = extra


def rebuild_marts(**context: Any) -> None:
    """Let the marts of a night be built again that was handed over before."""
    extra = context["ti"].xcom_pull(task_ids="update_asset", key="again")
    context["outlet_events"][LOADED_AGAIN].add_partitions(extra["night"])
    context["outlet_events"][LOADED_AGAIN].extra = extra


def check_all_loaded(**context: Any) -> None:
    """Fail with the name of each file that was not loaded, and why."""
    left = context["ti"].xcom_pull(task_ids="arrive", key="not_taken") or []
    is_repeated = _is_repeated(context)
    all_loaded.check(_source(context), _arrived(context), left, is_repeated=is_repeated)


def _source(context: Any) -> str:
    """The source of a task, after which its DAG is named."""
    return str(context["dag"].dag_id)


def _is_repeated(context: Any) -> bool:
    """Whether the task has run before: it was cleared, or the disk or a share failed."""
    return bool(context["ti"].try_number > 1)


def _settle_seconds(context: Any) -> float:
    settle = context["params"]["settle_seconds"]
    return sources.settle_seconds() if settle is None else float(settle)


def _load_pending(la_code: str, context: Any) -> None:
    as_at = context["params"]["as_at"]
    sources.load_pending(_source(context), as_at, la_code, _settle_seconds(context))


def _arrived(context: Any) -> "list[Any] | None":
    """The arrivals that `arrive` returned; None where it failed."""
    arrived = context["ti"].xcom_pull(task_ids="arrive")
    return (
        None if arrived is None else sources.from_json([one for files in arrived for one in files])
    )
