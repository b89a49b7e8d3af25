"""The deadlines of the DAGs, and the alert for a run that misses one.

The marts of a night are published by 06:30 of the next day; its sources are loaded an hour before.
So a source that hangs is reported, although build_marts then never starts. The deadlines count from
the night of a run (its partition) and not from its start: a run that the scheduler starts late can
miss its deadline. The scheduler compares runs with deadlines. The triggerer reports them, and not
the executor, because all slots of the executor may be taken. `send night` has no deadlines.
"""

import asyncio
import logging
import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

# airflow.sdk has these too, but its type stubs don't say so
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import BaseDeadlineReference, DeadlineAlert

from dags import notify
from steps import alerts, expected_files, reporting

# wall-clock hours: no change of the clock falls between, since both fall before two
_BEGINS = timedelta(hours=expected_files.NIGHT_BEGINS.hour)
SOURCES_TAKE = timedelta(hours=5, minutes=30) - _BEGINS
MARTS_TAKE = timedelta(hours=6, minutes=30) - _BEGINS

log = logging.getLogger("send")


class NightBegins(BaseDeadlineReference):
    """The moment at which the night of a run begins; None for a run without a partition and for a
    run of a night that has another run. Airflow finds the class by `dags/plugins`."""

    required_kwargs = frozenset({"dag_id", "run_id"})

    def _evaluate_with(self, *, session: Any, dag_id: str, run_id: str) -> datetime | None:
        from airflow.models import DagRun
        from sqlalchemy import select

        runs = select(DagRun.run_id, DagRun.partition_key).where(DagRun.dag_id == dag_id)
        [(_, night)] = session.execute(runs.where(DagRun.run_id == run_id)).all()
        if (
            night is None
            or len(session.execute(runs.where(DagRun.partition_key == night)).all()) > 1
        ):
            return None
        return expected_files.begins(date.fromisoformat(night)).astimezone(UTC)


def of_a_source() -> DeadlineAlert | None:
    """Return the deadline of a source's DAG."""
    return _within(SOURCES_TAKE)


def of_the_marts() -> DeadlineAlert | None:
    """Return the deadline of build_marts."""
    return _within(MARTS_TAKE)


def _within(taken: timedelta) -> DeadlineAlert | None:
    """A deadline; none where a DAG runs in one process, which fails over it (Airflow 3.3.2)."""
    if os.environ.get("SEND_WITHOUT_DEADLINES"):
        return None
    return DeadlineAlert(NightBegins(), taken, AsyncCallback(missed))


async def missed(context: dict[str, Any]) -> None:
    """Report a run that missed its deadline: an ERROR in the log, a line in `logs/alerts.log`."""
    run, deadline = context["dag_run"], context["deadline"]["deadline_time"]
    alert = (
        f"LATE {run['dag_id']} {run['dag_run_id']} ({run['state']}): its deadline was "
        f"{_utc(deadline)}. The publication may be of an earlier night: see the run in Airflow."
    )
    log.error(alert)
    log_file = reporting.home() / "logs" / "alerts.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("a", encoding="utf-8") as file:
        file.write(f"{_utc(datetime.now(UTC))} {alert}\n")
    night = run.get("partition_key") or _utc(deadline)[:10]
    await asyncio.to_thread(notify.deliver, alerts.of_late_run(night, alert))


def _utc(moment: datetime | str) -> str:
    """Write a moment, which comes as text through Airflow's database, to the second."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"
