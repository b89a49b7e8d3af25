"""Times of files in nanoseconds, as the register can hold them: 64 bits end in the year 2262, and a
sender can give a file any later time."""

import os

LARGEST = (1 << 63) - 1


def modified(state: os.stat_result) -> int:
    """The time of the last modification."""
    return _held(state.st_mtime_ns)


def changed(state: os.stat_result) -> int:
    """The time at which the file or what the disk holds about it last changed."""
    return _held(state.st_ctime_ns)


def _held(nanoseconds: int) -> int:
    return max(-LARGEST, min(nanoseconds, LARGEST))
