"""How a source hands a night over to build_marts.

A night is a partition: its key is the business date, such as 2026-11-20 for the run that starts at
02:00 on the 21st. build_marts starts for a night once every source has handed over that night.
After that, each source that hands it over again, with a corrected file, starts build_marts by
itself. A night that some sources have not handed over waits; other nights do not depend on it.
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
# No backfill: it would load files that arrived later under the date of a past night. The command
# `send backfill` loads the files of past nights again under their own dates.
OF_A_SOURCE = {DagRunType.SCHEDULED, DagRunType.MANUAL, DagRunType.OPERATOR_TRIGGERED}
OF_THE_MARTS = {DagRunType.ASSET_TRIGGERED, DagRunType.MANUAL, DagRunType.OPERATOR_TRIGGERED}


def reporting_date(context: Any) -> str:
    """The reporting date of a run: `as_at` where it is given, else the latest business date in
    landing up to the night of the run. A run started by hand has no partition key, so all business
    dates count for it."""
    return dates.reporting_date(context["params"]["as_at"], context["dag_run"].partition_key)


def night(context: Any, as_at: str) -> str:
    """The business date of the night that a run hands over: its partition key, else `as_at` where
    it is given, else the reporting date or the last night, whichever is later."""
    run, given = context["dag_run"], context["params"]["as_at"]
    last = expected_files.last_night(run.run_after)
    return str(run.partition_key or given or max(as_at, last))


def is_again(context: Any, night: str) -> bool:
    """Whether every source has handed the night over before, so that this source alone starts
    build_marts again.

    Scheduled runs of every source have to have done so. For a run started by hand, runs by hand
    count too, but only while no scheduled run has handed the night over: after that, the marts wait
    for the scheduled runs of the other sources.
    """
    by_schedule, by_any_run = 0, 0  # numbers of sources
    for asset in SOURCES.values():
        known = [each for each in _events(context, asset, night) if each.partition_key == night]
        by_schedule += any(bool((each.extra or {}).get("scheduled")) for each in known)
        by_any_run += bool(known)
    by_hand = not is_scheduled(context) and not by_schedule and by_any_run == len(SOURCES)
    return by_schedule == len(SOURCES) or by_hand


def has_handed_over(context: Any, asset: Asset, night: str) -> bool:
    """Whether a source has handed a night over, so that its files are loaded."""
    return any(each.partition_key == night for each in _events(context, asset, night))


def published_nights(context: Any) -> list[str]:
    """The night of the last publication, as a list; empty before the first one. A correction of an
    earlier night is published with the expected files up to that night, and not with fewer."""
    last = context["inlet_events"][PUBLICATION].ascending(False).limit(1)
    return [each.extra["night"] for each in last if each.extra]


def is_scheduled(context: Any) -> bool:
    return bool(context["dag_run"].run_type == DagRunType.SCHEDULED)


def _events(context: Any, asset: Asset, night: str) -> Any:
    """The updates of an asset since the day before a night; no update for that night is older."""
    since = datetime.fromisoformat(night) - timedelta(days=1)
    return context["inlet_events"][asset].after(f"{since.isoformat()}Z")
