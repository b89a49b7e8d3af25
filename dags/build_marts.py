"""DAG build_marts: when every source has handed over, build the marts, gate them, publish them.

What stops here stops the publication: readers keep yesterday's, whole. One authority that fails
its own tests is held back alone and keeps its rows of yesterday; the run is red for it, at the end.
"""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import DAG, task

from dags import closing, dates, dbt_build, deadlines, tonight, walk
from dags.airflow_home import WAREHOUSE_POOL
from dags.assets import CASE_SYSTEM, DFE_CENSUS, FINANCE_LEDGER, SAFETY_VALVE
from dags.source_load import AS_AT

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

    def handed_over(context: Any, what: str) -> list[str]:
        events = [each for asset in context["triggering_asset_events"].values() for each in asset]
        return [event.extra[what] for event in events if event.extra.get(what)]

    @task
    def as_at(**context: Any) -> str:
        return dates.marts_date(context["params"]["as_at"], handed_over(context, "as_at"))

    @task
    def expect(as_at: str, **context: Any) -> None:
        asked_for = context["params"]["as_at"]
        nights = [] if asked_for else handed_over(context, "night")
        tonight.expect(max([as_at, *nights]))

    @task
    def build(as_at: str) -> None:
        walk.write_receipts()
        closing.write_closes()
        dbt_build.build(walk.home(), as_at)

    @task
    def gate() -> list[str]:
        held_back = dbt_build.held_back(walk.home())
        walk.check_published_totals()
        return held_back

    @task
    def publish(as_at: str, held_back: list[str]) -> None:
        walk.publish(as_at, held_back)

    @task
    def overdue() -> None:
        tonight.report_overdue()

    @task
    def verdict(held_back: list[str]) -> None:
        walk.none_held_back(held_back)

    reporting_date: Any = as_at()
    passed: Any = gate()
    expect(reporting_date) >> build(reporting_date) >> passed
    publish(reporting_date, passed) >> [overdue(), verdict(passed)]
