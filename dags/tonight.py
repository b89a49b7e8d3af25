"""Which files the night owes, and what of them is overdue; `ingest.calendar` says the rule."""

import logging
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dags.walk import count, home, say

BEGINS = time(2, tzinfo=ZoneInfo("Europe/London"))  # of the day after the night's date

log = logging.getLogger("send")


def date_of(as_at: str, started: datetime | None) -> str:
    """Return the date that tonight's files are about: the scheduled start's, if that is later.

    A night for which nothing at all came is reported as at an earlier date, and is missing files.
    """
    if started is None:
        return as_at
    began = started.astimezone(BEGINS.tzinfo)
    return max(as_at, (began.date() - timedelta(days=1)).isoformat())


def expect(night: str) -> None:
    """Write down which files are owed up to a night, for the receipts to be held against."""
    from ingest import calendar

    about = date.fromisoformat(night)
    begins = datetime.combine(about + timedelta(days=1), BEGINS)
    say(f"{count(calendar.write(home(), about, begins), 'file')} owed up to {night}")
    for wrong in calendar.broken_overlays():
        log.warning(wrong)


def report_overdue() -> None:
    """Say in the log what is missing or late of what was published; it stops nothing."""
    from publish.oncall import overdue

    lines = overdue.overdue_lines(home())
    say(f"{count(len(lines), 'dataset')} missing or late" if lines else "every file came in time")
    for line in lines:
        log.warning(line)
