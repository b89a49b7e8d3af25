"""Arrivals: which files have come, are whole, and are to be judged."""

import dataclasses
import datetime as dt
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from ingest import contracts, filenames, paths
from ingest.arrive import revalidation
from ingest.arrive.keep import StillArriving, keep
from ingest.arrive.revalidation import Asked
from ingest.display import printable
from ingest.load import raw
from ingest.paths import Arrival
from ingest.register import arrivals

SETTLE_SECONDS = 1.0
AT_ONCE = 200


def take_in(
    home: Path, source: str, as_at: dt.date | None, rules: str = "", asked: Asked | None = None
) -> list[Arrival]:
    """Keep what is new below `landing/` for this source; return what is to be judged, in order.

    That is what is open and, so that the order of arrival makes no difference, what was judged
    already and stands after it. `rules` says by what the gate judges; a rejection is judged again
    where that has changed. Files dated after `as_at` wait.
    """
    raw.declare(home)
    _keep_new(home, source)
    if asked:
        revalidation.asked_for(home, source, asked)
    revalidation.lost(home, source)
    revalidation.rejections(home, source, rules)
    _look_into_again(home, source)
    due = _due(home, source, as_at)
    if revalidation.after(home, due):
        due = _due(home, source, as_at)
    judges = {
        each: revalidation.judge(source, each, rules) for each in {one["la_code"] for one in due}
    }
    before = arrivals.judged(home, [each["load_id"] for each in due])
    return [
        each
        | {
            "wave": wave(each),
            "judged_by": judges[each["la_code"]],
            "judged_before": each["load_id"] in before,
        }
        for each in due
    ]


def waiting(home: Path, source: str, as_at: dt.date | None) -> list[str]:
    """The paths of what is dated after `as_at` and so is not judged yet, the furthest last."""
    found = [record | identified(record) for record in arrivals.opened(home, source)]
    later = [each for each in found if not _is_due(each, as_at)]
    return [f"landing/{each['file_path']}" for each in sorted(later, key=in_order)]


def latest_business_date(home: Path, not_after: dt.date) -> dt.date | None:
    """The newest date that any authority's file speaks of, of those up to `not_after`; where
    nothing but releases has come, the end of the newest one's year."""
    known = arrivals.files(home)
    dates: list[str] = []
    years: list[str] = []
    for path, state in [*_found(home, None), *_taken_out(home)]:
        if path != printable(path):
            continue  # it is refused for its name, whatever this says
        date, release = known.get(path, {}).get(state, (None, None))
        if date is None:
            identity = filenames.identify(PurePosixPath(path))
            date, release = _written(identity.business_date), identity.release
        if date and (release or date <= not_after.isoformat()):
            (years if release else dates).append(date)
    latest = max(dates, default=None) or (f"{max(years)[:4]}-12-31" if years else None)
    return dt.date.fromisoformat(latest) if latest else None


def _taken_out(home: Path) -> list[tuple[str, tuple[int, int]]]:
    """Files that are not in landing any more since an erasure took them out."""
    if not paths.erasures(home, "any").parent.exists():
        return []
    found = arrivals.with_note(home, "taken_out") + arrivals.with_note(home, "deleted")
    return [(each["file_path"], (each["size_bytes"], each["mtime_ns"])) for each in found]


def _keep_new(home: Path, source: str) -> None:
    known = arrivals.files(home)
    taken_out = set(_taken_out(home))  # what is back, as it was, has to be taken out once more
    new = [
        (path, state)
        for path, state in _found(home, source)
        if (state not in known.get(printable(path), {}) or (printable(path), state) in taken_out)
        and filenames.owner(PurePosixPath(printable(path))) == source
    ]
    records: list[Arrival] = []
    for path in _settled(home, new):
        with suppress(StillArriving):  # the next night finds it
            records += keep(home, PurePosixPath(path))
        if len(records) >= AT_ONCE:  # what is kept and not entered yet is kept once more
            arrivals.add(home, records)
            records = []
    arrivals.add(home, records)


def _found(home: Path, source: str | None) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every file or link below landing, or below the folders that may be a source's, with its size
    and modification time."""
    others = {name for name in contracts.sources() if source and name != source}
    folders = [""]
    while folders:
        folder = folders.pop()
        for entry in sorted(_entries(paths.landing(home) / folder), key=lambda entry: entry.name):
            path = f"{folder}{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not (folder.count("/") == 1 and entry.name in others):
                    folders.append(f"{path}/")
            # a pipe would be waited for
            elif filenames.is_data(PurePosixPath(path)) and (
                entry.is_file(follow_symlinks=False) or entry.is_symlink()
            ):
                state = entry.stat(follow_symlinks=False)
                yield path, (state.st_size, state.st_mtime_ns)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return list(entries)


def _settled(home: Path, found: Iterable[tuple[str, tuple[int, int]]]) -> Iterator[str]:
    """Leave out files that are still growing; those with a control file or `.done` are whole."""
    root = paths.landing(home)
    fresh = []
    for path, state in found:
        file = root / path
        whole = any(
            file.with_name(f"{filenames.stem(file.name)}{marker}").exists()
            for marker in filenames.MARKERS
        )
        if whole or time.time() - state[1] / 1e9 > SETTLE_SECONDS:
            yield path
        else:
            fresh.append((path, state[0]))
    if fresh:
        time.sleep(SETTLE_SECONDS)
    for path, size in fresh:
        file = root / path
        if os.path.lexists(file) and file.lstat().st_size == size:
            yield path


def _look_into_again(home: Path, source: str) -> None:
    """An archive or return that could not be opened is opened anew with what reads it today."""
    records: list[Arrival] = []
    for record in arrivals.opened(home, source):
        if record["unreadable"] and revalidation.lies_in_landing(home, record):
            landed = paths.landed(home, record).relative_to(paths.landing(home))
            with suppress(StillArriving):
                records += keep(home, PurePosixPath(landed))
    arrivals.add(home, records)


def _due(home: Path, source: str, as_at: dt.date | None) -> list[Arrival]:
    """What is open and due, in order; what a name means is read from today's contracts."""
    found = [record | identified(record) for record in arrivals.opened(home, source)]
    arrivals.identified(home, found)
    return sorted((each for each in found if _is_due(each, as_at)), key=in_order)


def identified(record: Arrival) -> dict[str, Any]:
    """What a record's path means by today's contracts."""
    identity = filenames.identify(PurePosixPath(record["file_path"]))
    group = [
        identity.la_code,
        identity.source,
        identity.dataset,
        identity.business_date,
        identity.release_file,
    ]
    return dataclasses.asdict(identity) | {
        "business_date": _written(identity.business_date),
        "problem": record["unreadable"] or identity.problem,
        "nothing_to_load": identity.nothing_to_load and not record["unreadable"],
        "supersedes_group": "/".join(str(part) for part in group),
    }


def _written(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def in_order(arrival: Arrival) -> tuple[str, ...]:
    return (arrival["business_date"] or "", arrival["precedence"], arrival["load_id"])


def wave(arrival: Arrival) -> int:
    if arrival["problem"] or arrival["nothing_to_load"]:
        return 0
    return contracts.wave(
        contracts.of_source(arrival["source"], arrival["la_code"])[arrival["dataset"]]
    )


def _is_due(arrival: Arrival, as_at: dt.date | None) -> bool:
    if as_at is None or arrival["release"] or not arrival["business_date"]:
        return True
    return dt.date.fromisoformat(arrival["business_date"]) <= as_at
