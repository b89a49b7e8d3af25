"""The deadlines of the DAGs, and the alert for a run that misses one.

The marts are published by 06:30: the sources, which the clock starts, have until an hour before;
the marts, which the sources start, have that hour. So a source that hangs is reported too, although
build_marts never begins. The scheduler compares runs with deadlines and the triggerer reports them
(not the executor, whose slots may be what is blocked). `send night` has no deadlines, because
whoever runs it sees it end.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

# airflow.sdk has these too, but its type stubs don't say so
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from steps import expected_files, reporting

MARTS_TAKE = timedelta(hours=1)
# wall-clock hours: no change of the clock falls between, since both fall before two
SOURCES_TAKE = (
    timedelta(hours=6, minutes=30) - MARTS_TAKE - timedelta(hours=expected_files.NIGHT_BEGINS.hour)
)

log = logging.getLogger("send")


def of_a_source() -> DeadlineAlert:
    """Return the deadline of a DAG that the clock starts, counted from its hour."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
        interval=SOURCES_TAKE,
        callback=AsyncCallback(missed),
    )


def of_the_marts() -> DeadlineAlert:
    """Return the deadline of a DAG that assets start, which has no date: from when it is queued."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=MARTS_TAKE,
        callback=AsyncCallback(missed),
    )


async def missed(context: dict[str, Any]) -> None:
    """Report a run that missed its deadline: an ERROR in the log, a line in `logs/alerts.log`."""
    run, deadline = context["dag_run"], context["deadline"]["deadline_time"]
    alert = (
        f"LATE {run['dag_id']} {run['dag_run_id']} ({run['state']}): its deadline was "
        f"{_utc(deadline)}. What is published may be of the night before: see the run in Airflow."
    )
    log.error(alert)
    alerts = reporting.home() / "logs" / "alerts.log"
    alerts.parent.mkdir(parents=True, exist_ok=True)
    with alerts.open("a", encoding="utf-8") as file:
        file.write(f"{_utc(datetime.now(UTC))} {alert}\n")


def _utc(moment: datetime | str) -> str:
    """Write a moment, which comes as text through Airflow's database, to the second."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"
