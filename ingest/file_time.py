"""Times of files in nanoseconds, as the register can hold them: 64 bits end in the year 2262, and a
sender can give a file any later time, also one that no calendar has."""

import datetime as dt
import os

LARGEST = (1 << 63) - 1
SECOND = 1_000_000_000


def modified(state: os.stat_result) -> int:
    """The time of the last modification."""
    return _held(state.st_mtime_ns)


def moment(state: os.stat_result) -> dt.datetime:
    """The time of the last modification in UTC, to the second."""
    return dt.datetime.fromtimestamp(modified(state) // SECOND, dt.UTC)


def in_zone(seconds: float, zone: dt.tzinfo | None) -> dt.datetime:
    """A time since 1970 in a zone."""
    return dt.datetime.fromtimestamp(_held(int(seconds) * SECOND) // SECOND, zone)


def changed(state: os.stat_result) -> int:
    """The time at which the file or what the disk holds about it last changed."""
    return _held(state.st_ctime_ns)


def _held(nanoseconds: int) -> int:
    return max(-LARGEST, min(nanoseconds, LARGEST))
