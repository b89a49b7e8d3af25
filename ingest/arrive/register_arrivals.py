"""Registers the arrivals of a source: records its new files and lists the pending arrivals."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest import contract_files, filenames, paths
from ingest.arrival import Arrival, ArrivalRecord
from ingest.arrive import changed_controls, landing, revalidation, whole
from ingest.arrive.byte_store import FileChanging
from ingest.arrive.identify import as_text, identify, wave
from ingest.arrive.record_arrival import record_arrival
from ingest.arrive.versions import Versions
from ingest.display import printable
from ingest.register import arrivals, row_files
from ingest.register.arrivals import FileState
from ingest.reload_request import ReloadRequest

RECORDS_PER_TRANSACTION = 200


def register_arrivals(
    home: Path,
    source: str,
    as_at: dt.date | None,
    rules: str,
    request: ReloadRequest | None,
    settle_seconds: float,
) -> list[Arrival]:
    """Record the new files of a source and return its pending arrivals, in the order of loading.

    A file is recorded once it is whole (`ingest.arrive.whole`), by its marker or `settle_seconds`.
    Loaded arrivals become pending where they follow a pending one (so that the order of arrival
    makes no difference), where their control file, their lookup of wards or the rows of another
    source have changed, after a rejection that `rules` (the fingerprint of gate 1), code or
    contract may change, and where `request` selects them.
    Files dated after `as_at` wait, unless their rows are lost.
    """
    _record_new_files(home, source, settle_seconds)
    if request:
        revalidation.revalidate_requested(home, source, request)
    revalidation.revalidate_wards(home, source)
    revalidation.revalidate_references_elsewhere(home, source)
    revalidation.revalidate_rejections(home, source, rules)
    _record_unread_files_again(home, source)
    found = _pending(home, source, as_at)
    if revalidation.revalidate_followers(home, found):
        found = _pending(home, source, as_at)
    return _to_load(home, source, found, rules)


def _to_load(home: Path, source: str, found: list[Arrival], rules: str) -> list[Arrival]:
    """Add wave, fingerprint and whether it was loaded before to each pending arrival.

    An accepted file whose overlay can't be used stays pending and keeps its rows."""
    faulty = [each for each in found if contract_files.fault(source, each.la_code, each.dataset)]
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
            validated_by=None if each.bytes_missing else fingerprints[each.la_code],
            is_revalidation=each.load_id in loaded_before,
        )
        for each in found
    ]


def not_taken(home: Path, source: str, as_at: dt.date | None, new: Iterable[str]) -> dict[str, str]:
    """What lies in landing, is not dated after `as_at` and has not been taken: its path and why.

    These are the files among `new_files` that are still being written or lack the marker that their
    contract requires, uploads that have stopped, and what is no file in place of a marker.
    """
    in_time = [path for path in new if _is_by(_identity(path), as_at)]
    found = {path: _why_not_whole(home, path) for path in in_time}
    found |= {
        path: why
        for path, why in landing.left(home, source)
        if filenames.owner(PurePosixPath(printable(path))) == source
    }
    return {f"landing/{printable(path)}": why for path, why in found.items()}


def _why_not_whole(home: Path, path: str) -> str:
    marker = whole.lacks_marker(paths.landing(home), path)
    return f"its {whole.SUFFIXES[marker]} is not there" if marker else "it is still being written"


def waiting(home: Path, source: str, as_at: dt.date | None, new: Iterable[str]) -> list[str]:
    """The paths of the files dated after `as_at`, pending or among `new_files`, by date."""
    found = [identify(record) for record in arrivals.pending(home, source)]
    later = [(each.in_order, each.file_path) for each in found if not _is_in_time(each, as_at)]
    for path in new:
        identity = _identity(path)
        if not _is_by(identity, as_at):
            later.append(((str(identity.business_date), "", path), printable(path)))
    return list(dict.fromkeys(f"landing/{path}" for _, path in sorted(later)))


def new_files(home: Path, source: str) -> list[str]:
    """The paths of a source's files that have not been recorded as they are now."""
    return [path for path in _changed_files(home, source) if not path.endswith(filenames.CONTROL)]


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


def _changed_files(home: Path, source: str) -> dict[str, FileState]:
    """The new files, and the control files that are new or have changed."""
    recorded = arrivals.landed(home)
    return {
        path: state
        for path, state in landing.files(home, source, with_controls=True)
        if state != recorded.get(printable(path))
        and filenames.owner(PurePosixPath(printable(path))) == source
    }


def _record_new_files(home: Path, source: str, settle_seconds: float) -> None:
    changed = _changed_files(home, source)
    controls = {
        path: changed.pop(path) for path in list(changed) if path.endswith(filenames.CONTROL)
    }
    if changed:
        _record(home, source, changed, settle_seconds)
    if controls:
        arriving = changed.items() - arrivals.landed(home).items()
        changed_controls.revalidate(home, controls, dict(arriving), settle_seconds)


def _record(home: Path, source: str, new: dict[str, FileState], settle_seconds: float) -> None:
    versions = Versions(home, source)
    records: list[ArrivalRecord] = []
    recorded: dict[str, FileState] = {}
    for path in whole.settled(home, new.items(), settle_seconds):
        with suppress(FileChanging):  # the next night finds it
            records += record_arrival(home, PurePosixPath(path), versions)
            recorded[printable(path)] = new[path]
        if len(records) >= RECORDS_PER_TRANSACTION:  # records not added yet are made again
            arrivals.add(home, records, recorded)
            records, recorded = [], {}
    arrivals.add(home, records, recorded)


def _record_unread_files_again(home: Path, source: str) -> None:
    """Record the containers again that could not be opened or whose names were not known, since
    today's code and contracts may know them, and the files and folders that could not be
    read. What can be read now has a record of its own, and a member that has another name now has
    no other."""
    again = [each for each in arrivals.pending(home, source) if _is_recorded_again(each)]
    if not again:
        return
    versions = Versions(home, source)
    records: list[ArrivalRecord] = []
    for record in again:
        if revalidation.is_in_landing(home, record):
            path = paths.landed(home, record).relative_to(paths.landing(home))
            found: list[ArrivalRecord] = []
            with suppress(FileChanging):
                found = record_arrival(home, filenames.landed(PurePosixPath(path)), versions)
            recorded_now = {each.load_id for each in found}
            if record.bytes_missing and record.load_id not in recorded_now:
                arrivals.forget(home, record)
            elif record.load_id in recorded_now and not record.bytes_missing:
                _forget_renamed(home, record, recorded_now)
            records += found
    arrivals.add(home, records)


def _is_recorded_again(record: ArrivalRecord) -> bool:
    path = PurePosixPath(record.file_path)
    is_unknown = filenames.is_archive(path) and identify(record).problem
    is_not_opened = record.return_id is None and filenames.is_return(path)
    return bool(record.rejection_reason or is_unknown or is_not_opened)


def _forget_renamed(home: Path, archive: ArrivalRecord, kept: set[str]) -> None:
    """Forget the members of an archive that were rejected under a name that is not theirs now."""
    version = archive.precedence.rpartition(" ")[2]
    renamed = [
        each
        for each in arrivals.below(home, archive.file_path)
        if each.load_id not in kept
        and each.precedence.endswith(f" {version}")
        and filenames.identify(PurePosixPath(each.file_path)).problem
    ]
    accepted = arrivals.accepted_among(home, [each.load_id for each in renamed])
    for each in renamed:
        if each.load_id not in accepted:
            arrivals.forget(home, each)


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


def _identity(path: str) -> filenames.Identity:
    return filenames.identify(PurePosixPath(printable(path)))


def _is_by(identity: filenames.Identity, as_at: dt.date | None) -> bool:
    """`_is_in_time` of a file that is not recorded."""
    date = identity.business_date
    return as_at is None or bool(identity.release) or date is None or date <= as_at
