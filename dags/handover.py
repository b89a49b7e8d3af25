"""How a source hands a night over to build_marts.

A night is a partition: its key is the business date, such as 2026-11-20 for the run that starts at
02:00 on the 21st. build_marts starts for a night once every source has handed over that night, or
once a source hands it over again after a correction. A night that is not complete waits; it neither
holds up nor completes another night.
"""

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import Asset, CronPartitionTimetable
from airflow.sdk.api.datamodels._generated import DagRunType

from dags.assets import PUBLICATION, SOURCES
from steps import dates, expected_files

_BEGINS = expected_files.NIGHT_BEGINS
EVERY_NIGHT = CronPartitionTimetable(
    f"{_BEGINS:%M %H} * * *", timezone=str(_BEGINS.tzinfo), run_offset=-1, key_format="%Y-%m-%d"
)
# A backfill would load what arrived since under the date of a past night: `send backfill` does not.
OF_A_SOURCE = {DagRunType.SCHEDULED, DagRunType.MANUAL, DagRunType.OPERATOR_TRIGGERED}
OF_THE_MARTS = {DagRunType.ASSET_TRIGGERED, DagRunType.MANUAL, DagRunType.OPERATOR_TRIGGERED}


def reporting_date(context: Any) -> str:
    """The reporting date of a run: the one asked for, else the latest business date in landing up
    to its night. A run started by hand has no night of its own, so all dates count for it."""
    return dates.reporting_date(context["params"]["as_at"], context["dag_run"].partition_key)


def night(context: Any, as_at: str) -> str:
    """The business date of the night that a run hands over."""
    run, asked_for = context["dag_run"], context["params"]["as_at"]
    last = expected_files.last_night(run.run_after)
    return str(run.partition_key or asked_for or max(as_at, last))


def is_again(context: Any, night: str) -> bool:
    """Whether every source has handed the night over before, so that this source alone starts
    build_marts again.

    What runs started by hand have handed over does not count once a scheduled run of the night has
    begun: the marts wait for the others.
    """
    from_schedule, any_run = 0, 0
    for asset in SOURCES:
        known = [each for each in _events(context, asset, night) if each.partition_key == night]
        from_schedule += any(bool((each.extra or {}).get("scheduled")) for each in known)
        any_run += bool(known)
    by_hand = not is_scheduled(context) and not from_schedule and any_run == len(SOURCES)
    return from_schedule == len(SOURCES) or by_hand


def published_nights(context: Any) -> list[str]:
    """The night of the last publication, as a list; empty before the first one. A correction of an
    earlier night leaves the files expected since as they are."""
    last = context["inlet_events"][PUBLICATION].ascending(False).limit(1)
    return [each.extra["night"] for each in last if each.extra]


def is_scheduled(context: Any) -> bool:
    return bool(context["dag_run"].run_type == DagRunType.SCHEDULED)


def _events(context: Any, asset: Asset, night: str) -> Any:
    """The events of an asset since the day before a night: none of that night is older."""
    since = datetime.fromisoformat(night) - timedelta(days=1)
    return context["inlet_events"][asset].after(f"{since.isoformat()}Z")
