"""Which files are expected for a night, and which of them are missing or late.

The contracts' `due` rules are in `ingest.expected_files`.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from steps.reporting import StepFailed, count, home, log, report

# The hour at which a night's DAGs start, on the day after the night's date.
NIGHT_BEGINS = time(2, tzinfo=ZoneInfo("Europe/London"))


def last_night(moment: datetime) -> str:
    """Return the date of the last night that began at or before a moment: the day before it."""
    yesterday = moment.astimezone(NIGHT_BEGINS.tzinfo).date() - timedelta(days=1)
    has_begun = moment >= begins(yesterday)
    return (yesterday if has_begun else yesterday - timedelta(days=1)).isoformat()


def begins(night: date) -> datetime:
    """Return the moment at which the DAGs of a night start, on the day after it."""
    return datetime.combine(night + timedelta(days=1), NIGHT_BEGINS)


def write(night: str) -> None:
    """Write the table of the files that are expected up to a night."""
    from ingest import expected_files

    about = date.fromisoformat(night)
    expected_files.write(home(), about, begins(about))


def report_overdue() -> None:
    """Log each published dataset that is missing or late."""
    from publish.oncall import overdue

    found = overdue.overdue_datasets(home())
    what = f"{count(len(found), 'dataset')} missing or late" if found else "every file is in time"
    report(what)
    for line in overdue.lines(found):
        log.warning(line)


def check_not_missing_for_long() -> None:
    """Raise StepFailed for datasets that are missing on as many due dates as the settings allow."""
    from publish.oncall import overdue
    from settings import alerts

    limit = alerts.read(home()).missing_is_red_after
    found = [
        each
        for each in overdue.overdue_datasets(home())
        if each.status == "missing" and each.times >= limit
    ]
    if found:
        what = f"{count(len(found), 'dataset')} missing on {limit} due dates or more:"
        raise StepFailed("\n".join([what, *overdue.lines(found)]))
