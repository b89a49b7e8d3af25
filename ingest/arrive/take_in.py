"""Taking in the arrivals of a source: new files are kept, and pending arrivals listed."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest import contracts, filenames, paths
from ingest.arrival import Arrival, ArrivalRecord
from ingest.arrive import landing, revalidation, whole
from ingest.arrive.identify import as_text, identify, wave
from ingest.arrive.keep import keep
from ingest.arrive.received import FileChanging
from ingest.arrive.revalidation import Selection
from ingest.arrive.versions import Versions
from ingest.display import printable
from ingest.register import arrivals, row_files
from ingest.register.arrivals import FileState

RECORDS_PER_TRANSACTION = 200


def take_in(
    home: Path,
    source: str,
    as_at: dt.date | None,
    rules: str,
    selection: Selection | None,
    settle_seconds: float,
) -> list[Arrival]:
    """Keep the new files of a source and return its pending arrivals, in the order of loading.

    A file is kept once it is whole (`ingest.arrive.whole`), by its marker or `settle_seconds`.
    Loaded arrivals become pending where they follow a pending one (so that the order of arrival
    makes no difference), where their lookup of wards or the rows of another source have changed,
    after a rejection that `rules` (the fingerprint of gate 1), code or contract may change, and
    where `selection` selects them.
    Files dated after `as_at` wait, unless their rows are lost.
    """
    _keep_new_files(home, source, settle_seconds)
    if selection:
        revalidation.revalidate_selected(home, source, selection)
    revalidation.revalidate_wards(home, source)
    revalidation.revalidate_references_elsewhere(home, source)
    revalidation.revalidate_rejections(home, source, rules)
    _keep_unreadable_containers_again(home, source)
    found = _pending(home, source, as_at)
    if revalidation.revalidate_followers(home, found):
        found = _pending(home, source, as_at)
    return _to_load(home, source, found, rules)


def _to_load(home: Path, source: str, found: list[Arrival], rules: str) -> list[Arrival]:
    """Add wave, fingerprint and whether it was loaded before to each pending arrival.

    An accepted file whose overlay can't be used stays pending and keeps its rows."""
    faulty = [each for each in found if contracts.fault(source, each.la_code, each.dataset)]
    kept = arrivals.accepted_among(home, [each.load_id for each in faulty])
    found = [each for each in found if each.load_id not in kept]
    fingerprints = {
        la_code: revalidation.fingerprint(source, la_code, rules)
        for la_code in {each.la_code for each in found}
    }
    loaded_before = arrivals.with_receipt(home, [each.load_id for each in found])
    return [
        replace(
            each,
            wave=wave(each),
            validated_by=None if each.unread else fingerprints[each.la_code],
            is_revalidation=each.load_id in loaded_before,
        )
        for each in found
    ]


def not_taken(home: Path, source: str) -> list[str]:
    """What lies in landing and is not taken, each with the reason: new files that wait for the
    marker that their contract requires, uploads that have stopped, and what is no file."""
    root = paths.landing(home)
    lacking = ((path, whole.lacks_marker(root, path)) for path in _new_files(home, source))
    found = [
        (path, f"its {whole.SUFFIXES[marker]} is not there") for path, marker in lacking if marker
    ]
    found += [
        (path, why)
        for path, why in landing.left(home, source)
        if filenames.owner(PurePosixPath(printable(path))) == source
    ]
    return [f"landing/{printable(path)} ({why})" for path, why in found]


def waiting(home: Path, source: str, as_at: dt.date | None) -> list[str]:
    """The paths of pending files dated after `as_at`, by date."""
    found = [identify(record) for record in arrivals.pending(home, source)]
    later = [each for each in found if not _is_in_time(each, as_at)]
    return [f"landing/{each.file_path}" for each in sorted(later, key=lambda each: each.in_order)]


def latest_business_date(home: Path, not_after: dt.date) -> dt.date | None:
    """The latest business date of any authority's file up to `not_after`; where there are only
    releases, the end of the latest one's year."""
    dates: list[str] = []
    years: list[str] = []
    for date, release in _dates_and_releases(home):
        if date and (release or date <= not_after.isoformat()):
            (years if release else dates).append(date)
    latest = max(dates, default=None) or (f"{max(years)[:4]}-12-31" if years else None)
    return dt.date.fromisoformat(latest) if latest else None


def _dates_and_releases(home: Path) -> Iterator[tuple[str | None, str | None]]:
    """Business date and release of each file in landing, and of those that an erasure removed."""
    known = arrivals.dates(home)
    for path in [*(path for path, _ in landing.files(home)), *_removed_by_erasure(home)]:
        if path != printable(path):
            continue  # the file is rejected because of its name
        date, release = known.get(path, (None, None))
        if date is None:
            identity = filenames.identify(PurePosixPath(path))
            date, release = as_text(identity.business_date), identity.release
        yield date, release


def _removed_by_erasure(home: Path) -> list[str]:
    if not paths.erasure_list(home, "any").parent.exists():
        return []
    return [each.file_path for each in arrivals.removed_by_erasure(home)]


def _new_files(home: Path, source: str) -> dict[str, FileState]:
    """The paths of files that have not been taken in as they are now, with their state."""
    taken_in = arrivals.landed(home)
    return {
        path: state
        for path, state in landing.files(home, source)
        if state != taken_in.get(printable(path))
        and filenames.owner(PurePosixPath(printable(path))) == source
    }


def _keep_new_files(home: Path, source: str, settle_seconds: float) -> None:
    new = _new_files(home, source)
    if not new:
        return
    versions = Versions(home, source)
    records: list[ArrivalRecord] = []
    taken_in: dict[str, FileState] = {}
    for path in whole.settled(home, new.items(), settle_seconds):
        with suppress(FileChanging):  # the next night finds it
            records += keep(home, PurePosixPath(path), versions)
            taken_in[printable(path)] = new[path]
        if len(records) >= RECORDS_PER_TRANSACTION:  # records not added yet are made again
            arrivals.add(home, records, taken_in)
            records, taken_in = [], {}
    arrivals.add(home, records, taken_in)


def _keep_unreadable_containers_again(home: Path, source: str) -> None:
    """Keep the containers again that could not be opened, since today's code may open them, and
    the files and folders that could not be read. What can be read now has a record of its own."""
    unreadable = [each for each in arrivals.pending(home, source) if each.unreadable]
    if not unreadable:
        return
    versions = Versions(home, source)
    records: list[ArrivalRecord] = []
    for record in unreadable:
        if revalidation.is_in_landing(home, record):
            landed = paths.landed(home, record).relative_to(paths.landing(home))
            found: list[ArrivalRecord] = []
            with suppress(FileChanging):
                found = keep(home, PurePosixPath(landed), versions)
            if record.unread and record.load_id not in {each.load_id for each in found}:
                arrivals.forget(home, record)
            records += found
    arrivals.add(home, records)


def _pending(home: Path, source: str, as_at: dt.date | None) -> list[Arrival]:
    found = [identify(record) for record in arrivals.pending(home, source)]
    arrivals.write_identities(home, found)
    lost = row_files.lost(home, source)  # the warehouse is built from later files, too
    in_time = [each for each in found if _is_in_time(each, as_at) or each.load_id in lost]
    return sorted(in_time, key=lambda each: each.in_order)


def _is_in_time(arrival: Arrival, as_at: dt.date | None) -> bool:
    if as_at is None or arrival.release or not arrival.business_date:
        return True
    return dt.date.fromisoformat(arrival.business_date) <= as_at
