"""Which files are expected for a night, and which of them are missing or late.

The contracts' `due` rules are in `ingest.expected_files`.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from steps.reporting import count, home, log, report

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
    files = expected_files.write(home(), about, begins(about))
    report(f"{count(files, 'file')} expected up to {night}")


def report_overdue() -> None:
    """Log each published dataset that is missing or late; this fails no step."""
    from publish.oncall import overdue

    lines = overdue.overdue_lines(home())
    report(f"{count(len(lines), 'dataset')} missing or late" if lines else "every file is in time")
    for line in lines:
        log.warning(line)
