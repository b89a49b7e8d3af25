"""DAG replay: started by hand, loads files of one source again from the bytes that are kept.

It starts the source's DAG, which hands the last night over again, so that the marts are rebuilt.
"""

from datetime import UTC, datetime
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, task

from dags import about
from dags.assets import SOURCES
from dags.source_load import AS_AT
from steps import choice

NAMES = list(SOURCES)
DAY: dict[str, Any] = {"type": ["null", "string"], "format": "date"}

with DAG(
    dag_id="replay",
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    params={
        "source": Param(NAMES[0], enum=NAMES),
        "la_code": Param(None, type=["null", "string"], description="312; empty: all."),
        "dataset": Param(None, type=["null", "string"], description="requests; empty: all."),
        "from": Param(None, **DAY, description="First business date; empty: any."),
        "to": Param(None, **DAY, description="Last business date; empty: any."),
        "rejects_only": Param(
            True, type="boolean", description="Only rejected files and those with quarantined rows."
        ),
        "as_at": AS_AT,
    },
    default_args={"owner": about.OWNER},
    description="Load files of one source again and rebuild the marts",
    doc_md=about.doc(
        "Loads files of one source again, for example after a contract was corrected, from the "
        "bytes that are kept: rejected files and those with quarantined rows, or all of some "
        "dates.",
        "Started by hand. It starts the source's DAG, which rebuilds the marts.",
        "See the run of the source's DAG that it started.",
        "A past night",
    ),
    tags=["send", "by hand"],
) as dag:

    @task
    def chosen(**context: Any) -> dict[str, Any]:
        from ingest.reload_request import ReloadRequest

        given = context["params"]
        request = ReloadRequest.from_json(given)
        choice.check(request, given["source"])
        return {"as_at": given["as_at"], "reload": request.to_json()}

    selected: Any = chosen()
    TriggerDagRunOperator(
        task_id="start_source", trigger_dag_id="{{ params.source }}", conf=selected
    )
