"""DAG erase: started by hand, removes one person from everything that is kept.

The person's id comes from a file of the home and never from a parameter, because Airflow keeps the
parameters of every run.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Param, task

from dags import about
from dags.assets import WAREHOUSE_POOL, WAREHOUSE_QUEUE
from dags.rebuild import rebuild_marts
from steps import dates
from steps.deletion import erasure

with DAG(
    dag_id="erase",
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    params={
        "la_code": Param("", type="string", pattern="^[0-9]{3}$", description="312"),
        "day": Param("", type="string", format="date", description="The day of the decision."),
        "by": Param("", type="string", minLength=1, description="A role, never a name."),
        "reason": Param("", type="string", minLength=1, description="Why; name nobody here."),
    },
    default_args={"owner": about.OWNER},
    description="Erase one person from everything that is kept",
    doc_md=about.doc(
        "Erases one person: from landing, raw, quarantine, the people map, the marts and earlier "
        "publications. Write the id of the person in the case system into "
        "`$SEND_HOME/erase/<la_code>.txt` (readable by its owner alone); the file is deleted once "
        "the person is erased. Never put the id into a parameter.",
        "Started by hand, after a decision. Erase the person in the case system first.",
        "`check_nothing_is_left` names what is left. Start it again with the same file.",
        "Somebody else is writing",
    ),
    tags=["send", "by hand", "personal data"],
) as dag:

    @task(pool=WAREHOUSE_POOL, queue=WAREHOUSE_QUEUE, execution_timeout=timedelta(hours=6))
    def erase(**context: Any) -> str:
        given = context["params"]
        decision = erasure.ErasureDecision(
            date.fromisoformat(given["day"]), given["by"], given["reason"]
        )
        erasure.erase_by_file(given["la_code"], decision)
        return dates.published_or_latest()

    @task(pool=WAREHOUSE_POOL, queue=WAREHOUSE_QUEUE)
    def check_nothing_is_left(**context: Any) -> None:
        erasure.delete_earlier_publications()
        erasure.check_nothing_is_left(context["params"]["la_code"])

    as_at: Any = erase()
    rebuild_marts(as_at) >> check_nothing_is_left()
