"""The reporting date of a night, and whether it can be reported for."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from steps.reporting import StepFailed, home, report

# A file may be about a future day. Beyond this limit its name is wrong, and it is not loaded.
FURTHEST_AHEAD = timedelta(days=731)


def reporting_date(as_at: str | None, night: str | None = None) -> str:
    """Return the reporting date: the one given, else the latest business date in landing, up to a
    night if it is given, else up to today: a mistyped year in one file's name moves no night.

    Where all files are about later days than today, this machine's clock is wrong, and the latest
    of them counts."""
    found = as_at or _latest(date.fromisoformat(night) if night else today())
    if not (found or night):
        found = _latest(today() + FURTHEST_AHEAD)
    if not found:
        about = f" of {night} or before" if night else ""
        raise StepFailed(
            f"No reporting date: none was given and no dated file{about} lies in "
            f"{home() / 'landing'}. Give one: send night --date 2026-11-20."
        )
    check_night(found)
    return found


def require_a_file() -> None:
    """Raise StepFailed where no file has ever come and none lies in landing: nothing could be
    published."""
    from ingest.arrive import landing
    from ingest.register import arrivals

    lies_there = next(iter(landing.files(home())), None) is not None
    if not lies_there and not arrivals.landed(home()):
        raise StepFailed(
            f"Nothing to publish: no file has ever come, and none lies in {home() / 'landing'}. "
            "Put files into landing/<la_code>/<source>/ (README, Your own files), then run the "
            "night again."
        )


def check_night(day: str) -> None:
    """Raise StepFailed for a night in the future, and for one before the first file.

    A night is in the past once a file about it has arrived, whatever this machine's clock shows.
    """
    from ingest.register import receipts

    first = min(receipts.first_dates(home()).values(), default=None)
    if first and day < first.isoformat():
        raise StepFailed(
            f"{day} lies before all files that have arrived, so nothing was known on that night. "
            f"Expected a date from {first} on: is the year right?"
        )
    if day <= today().isoformat():
        return
    latest = max(today().isoformat(), _latest(today() + FURTHEST_AHEAD) or "")
    if day > latest:
        raise StepFailed(
            f"{day} is in the future, and no file is about it. Expected a date up to {latest}: is "
            "the year right?"
        )


def today() -> date:
    """Return the date that the clock shows in England."""
    return datetime.now(ZoneInfo("Europe/London")).date()


def _latest(not_after: date) -> str | None:
    from ingest.arrive import register_arrivals

    found = register_arrivals.latest_business_date(home(), not_after)
    return found.isoformat() if found else None


def not_before_published(found: str) -> str:
    """Return a reporting date, or the published one where that is later: the correction of an
    earlier night changes the published figures and does not put older ones in their place."""
    from publish import reader

    published = reader.published_date(home())
    if published is None or published.isoformat() <= found:
        return found
    report(f"as at {published}, which is published; the night is of {found}")
    return published.isoformat()


def published_or_latest() -> str:
    """Return the published reporting date; before the first publication, the latest in landing."""
    from publish import reader

    published = reader.published_date(home())
    return published.isoformat() if published else reporting_date(None)


def marts_date(as_at: str | None, of_sources: Sequence[str]) -> str:
    """Return the reporting date of the marts: the one given, else the latest of the sources."""
    found = as_at or max(of_sources, default=None)
    if not found:
        raise StepFailed(
            "No reporting date: build_marts was started by hand without one. "
            'Give it: {"as_at": "2026-11-20"}.'
        )
    check_night(found)
    report(f"as at {found}")
    return found
