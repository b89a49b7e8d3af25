"""DAG close_period: started by hand, closes a financial period of one authority or reopens it.

It writes the record of the decision; then start build_marts (its as_at: the published date), which
shows it. It has no schedule, so that no night closes a period.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Param, task

from dags import about
from dags.assets import WAREHOUSE
from steps import closing, reporting

with DAG(
    dag_id="close_period",
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    params={
        "decision": Param("close", enum=["close", "reopen"]),
        "la_code": Param("", type="string", description="312"),
        "financial_year": Param("", type="string", description="2026-27"),
        "financial_period": Param(1, type="integer", minimum=1, maximum=14),
        "by": Param("", type="string", description="A role, never a person: Chief Accountant."),
        "reason": Param(
            None,
            type=["null", "string"],
            description="Why it is reopened, without names; a close needs none.",
        ),
        "as_at": Param(
            None,
            type=["null", "string"],
            format="date",
            description="The published date that the decision is about; empty: whichever it is.",
        ),
    },
    # the pool keeps it apart from the build that publishes what it closes
    default_args=WAREHOUSE
    | {
        "owner": about.OWNER,
        "execution_timeout": timedelta(hours=2),
    },
    description="Close a financial period of one authority, or reopen it",
    doc_md=about.doc(
        "Closes a financial period of one authority as it is published, or reopens the latest "
        "closed one. The record names the role that decides, never a person.",
        "Started by hand. Then start build_marts with the published date as `as_at`, which shows "
        "the decision.",
        "Nothing is written where a condition is not met; the task names the condition.",
        "A close is refused",
    ),
    tags=["send", "by hand"],
) as dag:

    @task
    def decide(**context: Any) -> None:
        given = context["params"]
        decision = closing.CloseDecision(
            la_code=given["la_code"],
            year=given["financial_year"],
            period=str(given["financial_period"]),
            by=given["by"],
            moment=context["dag_run"].run_after,
            on=date.fromisoformat(given["as_at"]) if given["as_at"] else None,
        )
        if given["decision"] == "close":
            reporting.report(closing.close(decision))
        else:
            reporting.report(closing.reopen(decision, given["reason"] or ""))

    decide()
