"""DAG build_marts: when every source has handed over a night, build, test and publish the marts.

A task that fails stops the publication, and readers keep the last one. An authority that fails
its own tests is held back alone and keeps the rows of the last publication; the last task of the
run fails for it.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, AssetAll, PartitionedAssetTimetable, TriggerRule, task
from airflow.sdk.exceptions import AirflowSkipException

from dags import about, deadlines, handover, notify
from dags.assets import LOADED_AGAIN, MARTS, PUBLICATION, SOURCES, WAREHOUSE
from dags.source_load import AS_AT
from steps import alerts, dates, expected_files, marts, postgres, reporting, settings

EVERY_SOURCE = AssetAll(*SOURCES.values())

with DAG(
    dag_id="build_marts",
    schedule=PartitionedAssetTimetable(EVERY_SOURCE | LOADED_AGAIN),
    allowed_run_types=handover.OF_THE_MARTS,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    deadline=deadlines.of_the_marts(),
    params={"as_at": AS_AT},
    # no retries: the same facts give the same marts; the pool keeps one writer to the warehouse
    default_args=WAREHOUSE
    | {
        "owner": about.OWNER,
        "execution_timeout": timedelta(hours=2),
    },
    dagrun_timeout=timedelta(hours=12),
    description="Build, test and publish the marts of a night",
    doc_md=about.doc(
        "Builds the marts with dbt, tests them, and publishes them in one step. An authority that "
        "fails its own tests is held back: it keeps the rows of the last publication.",
        "Once every source has handed over a night, and again after a correction. The marts "
        "of a night are due by 06:30. Start it by hand with `as_at` to publish another date.",
        "Readers keep the last publication. `build` and `gate` name the models and tests that "
        "failed; `check_held_back` names the authorities that are held back. Where `postgres` "
        "fails, the files are published and Postgres has the last publication.",
        "The marts are not published",
    ),
    tags=["send", "marts"],
) as dag:

    def of_sources(context: Any) -> list[dict[str, Any]]:
        events = [each for asset in context["triggering_asset_events"].values() for each in asset]
        return [event.extra for event in events if event.extra.get("as_at")]

    @task
    def as_at(**context: Any) -> str:
        given, handed_over = context["params"]["as_at"], of_sources(context)
        asked_for = any(each.get("asked_for") for each in handed_over)
        found = dates.marts_date(given, [each["as_at"] for each in handed_over])
        return found if given or asked_for else dates.not_before_published(found)

    @task(task_id="settings")
    def check_settings() -> None:
        settings.check_none(settings.problems())

    @task(inlets=[PUBLICATION])
    def night(as_at: str, **context: Any) -> str:
        given, handed_over = context["params"]["as_at"], of_sources(context)
        nights = [] if given else [each["night"] for each in handed_over if each.get("night")]
        if not (given or any(each.get("asked_for") for each in handed_over)):
            nights += handover.published_nights(context)
        return str(max([as_at, *nights]))

    @task(execution_timeout=marts.LIMIT)
    def build(as_at: str, night: str) -> str:
        return marts.build(as_at, night)

    @task
    def gate(build_id: str) -> list[str]:
        return marts.gate(build_id)

    @task(outlets=[PUBLICATION, *MARTS])
    def publish(
        as_at: str, held_back: list[str], build_id: str, night: str, **context: Any
    ) -> None:
        marts.publish(as_at, held_back, build_id)
        context["outlet_events"][PUBLICATION].extra = {"as_at": as_at, "night": night}

    @task(task_id="postgres")
    def publish_to_postgres() -> None:
        for line in postgres.publish():
            reporting.report(line)

    @task
    def overdue(**context: Any) -> None:
        expected_files.report_overdue()
        if context["dag_run"].partition_key:  # `send night` prints the missing files and goes on
            expected_files.check_not_missing_for_long()

    # In another pool: while it waits for a mail server, others can use the warehouse.
    @task(trigger_rule=TriggerRule.ALL_DONE, pool="default_pool", queue="default", retries=3)
    def tell(night: str | None, held_back: list[str] | None, **context: Any) -> None:
        run, ti = context["dag_run"], context["ti"]
        if context["params"]["as_at"]:
            raise AirflowSkipException("nobody is told of a run with as_at: it was started by hand")
        states = ti.get_task_states(dag_id=run.dag_id, run_ids=[run.run_id])[run.run_id]
        about = str(night or run.partition_key)
        told = notify.deliver(alerts.of_night(about, held_back or [], states))
        reporting.report(f"{told} messages")

    @task
    def check_held_back(held_back: list[str]) -> None:
        marts.check_held_back(held_back, marts.withheld())

    reporting_date: Any = as_at()
    check_settings()
    of_night: Any = night(reporting_date)
    built: Any = build(reporting_date, of_night)
    held_back: Any = gate(built)
    published = publish(reporting_date, held_back, built, of_night)
    in_postgres = publish_to_postgres()
    published >> [overdue(), check_held_back(held_back), in_postgres]
    in_postgres >> tell(of_night, held_back)
