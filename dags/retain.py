"""DAG retain: started by hand, shows or deletes the files that are past their retention period."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Param, task
from airflow.sdk.exceptions import AirflowSkipException

from dags import about
from dags.assets import WAREHOUSE_POOL, WAREHOUSE_QUEUE
from dags.rebuild import rebuild_marts
from steps import dates, reporting
from steps.deletion import erasure, retention

with DAG(
    dag_id="retain",
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    params={
        "day": Param(
            "", type="string", format="date", description="The day that periods are tested on."
        ),
        "apply": Param(
            False, type="boolean", description="Delete; otherwise the log shows what would be."
        ),
    },
    default_args={"owner": about.OWNER},
    description="Show or delete files past their retention period",
    doc_md=about.doc(
        "Shows the files that are past their retention period (`keep_days`) on a day. With `apply` "
        "it deletes them with their rows, rebuilds the marts and deletes earlier publications.",
        "Started by hand, because only a person knows what is under audit or before the tribunal.",
        "Start it again with the same day: it goes on where it stopped.",
        "Somebody else is writing",
    ),
    tags=["send", "by hand", "personal data"],
) as dag:

    @task(pool=WAREHOUSE_POOL, queue=WAREHOUSE_QUEUE, execution_timeout=timedelta(hours=6))
    def delete(**context: Any) -> str:
        day, apply = date.fromisoformat(context["params"]["day"]), context["params"]["apply"]
        found = retention.delete_expired(day) if apply else retention.expired(day)
        for each in found:
            files = reporting.count(each.files, "file")
            reporting.report(f"{each.la_code} {each.dataset}: {files}, {each.first} to {each.last}")
        if not apply:
            raise AirflowSkipException("nothing was deleted; start it with apply to delete them")
        return dates.published_or_latest()

    @task(pool=WAREHOUSE_POOL, queue=WAREHOUSE_QUEUE)
    def delete_earlier_publications() -> None:
        erasure.delete_earlier_publications()

    as_at: Any = delete()
    rebuild_marts(as_at) >> delete_earlier_publications()
