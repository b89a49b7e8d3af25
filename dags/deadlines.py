"""By when the night has to be through, and what is said where it isn't.

The marts are to be published by 06:30: the sources, which the clock starts, are given until an hour
before; the marts, which the sources start, have that hour. So a source that hangs is told of too,
though build_marts never begins. The scheduler looks at deadlines, the triggerer says so (not the
executor, whose slots may be what is stuck). `make night` has neither: whoever runs it sees it end.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

# airflow.sdk has these too, but its type stubs don't say so
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from dags import tonight, walk

MARTS_TAKE = timedelta(hours=1)
# wall-clock hours: no change of the clock falls between, since both fall before two
SOURCES_TAKE = timedelta(hours=6, minutes=30) - MARTS_TAKE - timedelta(hours=tonight.BEGINS.hour)

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
    """Say that a run missed its deadline: an ERROR in the log, a line in `logs/alerts.log`."""
    run, deadline = context["dag_run"], context["deadline"]["deadline_time"]
    said = (
        f"LATE {run['dag_id']} {run['dag_run_id']} ({run['state']}): it was to be through by "
        f"{_utc(deadline)}. What is published may be of the night before: see the run in Airflow."
    )
    log.error(said)
    alerts = walk.home() / "logs" / "alerts.log"
    alerts.parent.mkdir(parents=True, exist_ok=True)
    with alerts.open("a", encoding="utf-8") as file:
        file.write(f"{_utc(datetime.now(UTC))} {said}\n")


def _utc(moment: datetime | str) -> str:
    """Write a moment, which comes as text through Airflow's database, to the second."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"
