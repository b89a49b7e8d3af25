"""Compares every stored file with its hash, and lets what is damaged be made again.

A night looks at size and time of rows only, since reading all of them costs more with each
year. This reads everything: the command `send verify`, each week the DAG `verify`, and the first
`send night` of a week.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from steps import closing, dates, heal, lock
from steps.reporting import StepFailed, count, home, log, report

Each = TypeVar("Each")
Show = Callable[[str], None]
SHOWN_EVERY = 1000  # files
TO_DO = "Restore it from the backup of landing, then run send verify again."


@dataclass(frozen=True)
class Verified:
    """A line for each damaged file: `mended` were made again, or are by the next night; `left` need
    a person."""

    mended: tuple[str, ...]
    left: tuple[str, ...]


def verify(show: Show, wait: float = 0) -> Verified:
    """Read every stored file; `show` gets the progress. Another process may hold the lock of the
    home for `wait` seconds."""
    with lock.alone(home(), wait):
        mended = [
            *heal.key_mark(),
            *heal.register(by_hash=True),
            *heal.people_maps(),
            *_records(show),
        ]
        kept_again, left = _originals(show)
        mended += [*kept_again, *_rows(show), *_publications(show), *closing.delete_damaged()]
        found = Verified(tuple(mended), (*left, *_decisions()))
        _note_week()
    return found


def weekly(show: Show) -> Verified:
    """Verify where this week has not seen it yet."""
    if _verified_week() == _week(dates.today()):
        return Verified((), ())
    show("verify, once a week: each stored file beside its hash")
    return verify(show)


def check(wait: float) -> None:
    """Verify; raise StepFailed with each damaged file."""
    found = verify(log.info, wait)
    if lines := [*found.left, *found.mended]:
        raise StepFailed("\n".join([f"{count(len(lines), 'damaged file')}:", *lines]))
    report("every stored file is as it was written")


def _records(show: Show) -> Iterator[str]:
    from ingest.arrive import damaged_records
    from ingest.register import arrivals

    known = _counted("arrival records", arrivals.every_record(home()), show)
    for path in damaged_records.from_register(home(), known):
        yield f"DAMAGED {path}: written again from the register."


def _originals(show: Show) -> tuple[list[str], list[str]]:
    from ingest.arrive import original_check
    from ingest.register import arrivals

    mended, left = [], []
    for record in _counted("originals", arrivals.every_record(home()), show):
        path = original_check.damaged(home(), record)
        if path is None:
            continue
        if original_check.restore_from_landing(home(), record):
            mended.append(f"DAMAGED {path}: kept again from landing/{record.file_path}.")
        else:
            left.append(
                f"DAMAGED {path}: landing does not hold landing/{record.file_path} as it was "
                f"received. Its loaded rows stay. {TO_DO}"
            )
    return mended, left


def _rows(show: Show) -> list[str]:
    from ingest.register import row_files

    found = _counted("files of raw and quarantine", row_files.of_loads(home()), show)
    return [f"{line} Run: send night." for line in heal.rows(found, by_hash=True)]


def _publications(show: Show) -> Iterator[str]:
    from publish import checksums

    folders = sorted(path for path in (home() / "publications").glob("[!.]*") if path.is_dir())
    for folder in _counted("publications", folders, show):
        if wrong := checksums.damaged(folder):
            yield f"DAMAGED {folder} ({', '.join(wrong[:3])}): made again. Run: send night."


def _decisions() -> Iterator[str]:
    """What only a backup can restore: closes and erasure lists."""
    from ingest import errors
    from ingest.deletion import erasure_list
    from publish.closes import store

    yield from (f"DAMAGED {each}" for each in store.read(home())[1])
    for la_code in erasure_list.authorities(home()):
        try:
            erasure_list.read(home(), la_code)
        except errors.InternalError as wrong:
            yield f"DAMAGED {wrong}"


def _counted(what: str, files: "Sequence[Each]", show: Show) -> Iterator[Each]:
    """Yield what is to be read, and show how much has been."""
    total = f"{len(files):,} {what}"
    for number, each in enumerate(files):
        if number and number % SHOWN_EVERY == 0:
            show(f"  {number:,} of {total}")
        yield each
    show(f"  {total}: read")


def _week(day: date) -> str:
    return "{}-W{:02}".format(*day.isocalendar()[:2])


def _verified_week() -> str | None:
    try:
        return str(json.loads(_state().read_text("utf-8"))["week"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _note_week() -> None:
    from ingest import json_files

    json_files.write(_state(), {"week": _week(dates.today())})


def _state() -> Path:
    return home() / "verified.json"
