"""Which files are expected for a night, and which of them are missing or late.

The contracts' `due` rules are in `ingest.expected_files`.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from steps.reporting import count, home, log, report

# The hour at which a night's DAGs start, on the day after the night's date.
NIGHT_BEGINS = time(2, tzinfo=ZoneInfo("Europe/London"))


def night_of(as_at: str, started: datetime | None) -> str:
    """Return the date up to which files are expected: the reporting date, or that of the scheduled
    start if it is later.

    A night for which no file at all arrived reports an earlier date, and files are missing.
    """
    if started is None:
        return as_at
    began = started.astimezone(NIGHT_BEGINS.tzinfo)
    return max(as_at, (began.date() - timedelta(days=1)).isoformat())


def write(night: str) -> None:
    """Write the table of the files that are expected up to a night."""
    from ingest import expected_files

    about = date.fromisoformat(night)
    begins = datetime.combine(about + timedelta(days=1), NIGHT_BEGINS)
    report(f"{count(expected_files.write(home(), about, begins), 'file')} expected up to {night}")


def report_overdue() -> None:
    """Log each published dataset that is missing or late; this fails no step."""
    from publish.oncall import overdue

    lines = overdue.overdue_lines(home())
    report(f"{count(len(lines), 'dataset')} missing or late" if lines else "every file is in time")
    for line in lines:
        log.warning(line)
