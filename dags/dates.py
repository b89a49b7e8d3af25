"""The date that a night reports as of, and whether it can be meant."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dags.walk import StepFailed, home, say

# A file may be about a day to come; about one in so many years its name is wrong, and it waits.
FURTHEST_AHEAD = timedelta(days=731)


def reporting_date(as_at: str | None) -> str:
    """Return the date to report as of: the one given, else the latest business date that came."""
    found = as_at or _latest()
    if not found:
        raise StepFailed(
            f"No reporting date: none was given and no dated file lies in {home() / 'landing'}. "
            "Give one: make night DATE=2026-11-20."
        )
    be_meant(found)
    return found


def be_meant(day: str) -> None:
    """Raise StepFailed for a night that is still to come, or that lies before all that has come:
    what it would publish is nobody's figure.

    A night has come with the first file that speaks of it, whatever this machine's clock says.
    """
    from ingest.register import receipts

    first = min(receipts.first_dates(home()).values(), default=None)
    if first and day < first.isoformat():
        raise StepFailed(
            f"{day} lies before all that has come, so nothing was known on that night. Expected a "
            f"date from {first} on: is the year right?"
        )
    if day <= today().isoformat():
        return
    latest = max(today().isoformat(), _latest() or "")
    if day > latest:
        raise StepFailed(
            f"{day} is still to come, and no file speaks of it. Expected a date up to {latest}: is "
            "the year right?"
        )


def today() -> date:
    """Return the date that the clock shows in England."""
    return datetime.now(ZoneInfo("Europe/London")).date()


def _latest() -> str | None:
    from ingest.arrive import take_in

    found = take_in.latest_business_date(home(), today() + FURTHEST_AHEAD)
    return found.isoformat() if found else None


def marts_date(as_at: str | None, handed_over: Sequence[str]) -> str:
    """Return the date to build the marts as of: the one given, else the latest handed over."""
    found = as_at or max(handed_over, default=None)
    if not found:
        raise StepFailed(
            "No reporting date: build_marts was started by hand without one. "
            'Give it: {"as_at": "2026-11-20"}.'
        )
    be_meant(found)
    say(f"as at {found}")
    return found
