"""DAG build_marts: when every source is loaded, build the marts, test them and publish them.

A task that fails stops the publication, and readers keep yesterday's whole. An authority that fails
its own tests is held back alone and keeps yesterday's rows; the last task of the run fails for it.
"""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import DAG, task

from dags import deadlines
from dags.assets import CASE_SYSTEM, DFE_CENSUS, FINANCE_LEDGER, SAFETY_VALVE, WAREHOUSE_POOL
from dags.source_load import AS_AT
from steps import closing, dates, dbt_build, expected_files, marts, reporting, settings

with DAG(
    dag_id="build_marts",
    schedule=(CASE_SYSTEM & FINANCE_LEDGER & DFE_CENSUS & SAFETY_VALVE),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    deadline=deadlines.of_the_marts(),
    params={"as_at": AS_AT},
    # no retries: the same facts give the same marts; the pool keeps one writer to the warehouse
    default_args={"pool": WAREHOUSE_POOL},
) as dag:

    def of_sources(context: Any, what: str) -> list[str]:
        events = [each for asset in context["triggering_asset_events"].values() for each in asset]
        return [event.extra[what] for event in events if event.extra.get(what)]

    @task
    def as_at(**context: Any) -> str:
        return dates.marts_date(context["params"]["as_at"], of_sources(context, "as_at"))

    @task(task_id="settings")
    def read_settings() -> list[str]:
        return settings.problems()

    @task
    def check_settings(found: list[str]) -> None:
        settings.check_none(found)

    @task(task_id="expected_files")
    def write_expected_files(as_at: str, **context: Any) -> None:
        nights = [] if context["params"]["as_at"] else of_sources(context, "night")
        expected_files.write(max([as_at, *nights]))

    @task
    def build(as_at: str) -> None:
        marts.write_receipts()
        closing.write_closes()
        settings.write_tables()
        dbt_build.build(reporting.home(), as_at)

    @task
    def gate() -> list[str]:
        held_back = dbt_build.held_back(reporting.home())
        marts.check_totals()
        return held_back

    @task
    def publish(as_at: str, held_back: list[str]) -> None:
        marts.publish(as_at, held_back)

    @task
    def overdue() -> None:
        expected_files.report_overdue()

    @task
    def check_held_back(held_back: list[str]) -> None:
        marts.check_held_back(held_back, marts.withheld())

    reporting_date: Any = as_at()
    held_back: Any = gate()
    problems: Any = read_settings()
    check_settings(problems)
    write_expected_files(reporting_date) >> build(reporting_date) >> held_back
    publish(reporting_date, held_back) >> [overdue(), check_held_back(held_back)]
