"""DAG verify: each week, compares every stored file with its hash."""

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, CronTriggerTimetable, task

from dags import about, handover
from dags.assets import WAREHOUSE
from steps import lock, verification

with DAG(
    dag_id="verify",
    # a Saturday noon lies between two nights: the next one loads damaged rows again
    schedule=CronTriggerTimetable("0 12 * * SAT", timezone="Europe/London"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    allowed_run_types=handover.OF_A_SOURCE,
    default_args={"owner": about.OWNER} | WAREHOUSE,
    description="Compare every stored file with its hash",
    doc_md=about.doc(
        "Reads every stored file and compares it with its hash: originals, raw, arrival records, "
        "closes, publications. Originals are kept again from landing; rows and publications are "
        "made again by the next night.",
        "Saturdays at noon, London time.",
        "The task names each damaged file and what was done, or what to restore. A disk that "
        "changes bytes does so again: have it looked at.",
        "A damaged file",
    ),
    tags=["send"],
) as dag:

    @task(execution_timeout=timedelta(hours=12))
    def verify() -> None:
        verification.check(lock.PATIENCE)

    verify()
