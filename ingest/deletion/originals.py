"""Deletion of a file's original bytes, in the store and in landing. Every step can run again, so
that the next run finishes an interrupted one."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest import file_time, filenames, paths
from ingest.arrival import ArrivalRecord, Stored
from ingest.register import arrivals


def delete(home: Path, record: ArrivalRecord) -> ArrivalRecord:
    """Delete the bytes of an arrival that are no longer to be stored, unless another arrival with
    the same bytes needs them, and its container. Return the record as it is then."""
    if record.stored is Stored.AS_RECEIVED:
        return record
    _delete_stored(home, record)
    current = (
        paths.redacted_copy(home, record.load_id, record.redaction.sha256)
        if (record.redaction and record.stored is Stored.REDACTED)
        else None
    )
    for path in paths.redacted_copies(home).glob(f"{record.load_id}.*"):
        if path != current:
            path.unlink()
    container = PurePosixPath(record.file_path).parent
    if filenames.is_container(container):
        _delete_container(home, str(container))
        return arrivals.record_of(home, record.load_id)
    return _delete_landed(home, record)


def _delete_stored(home: Path, record: ArrivalRecord) -> None:
    sharing = arrivals.of_bytes(home, record.sha256)
    if all(each.stored is not Stored.AS_RECEIVED for each in sharing):
        paths.received_bytes(home, record.sha256).unlink(missing_ok=True)


def _delete_landed(home: Path, record: ArrivalRecord) -> ArrivalRecord:
    """Delete this version of the file from landing, not a later one of the same name. The record
    first states that an erasure removes it, so that it does not count as withdrawn by its sender.
    """
    path = paths.landed(home, record)
    if record.stored is Stored.REDACTED and not record.removed_from_landing:
        record = replace(record, removed_from_landing=True)
        arrivals.amend(home, record)
    if path.is_file() or path.is_symlink():
        state = path.lstat()
        if (state.st_size, file_time.modified(state)) == (record.size_bytes, record.mtime_ns) and (
            arrivals.is_newest_at_path(home, record)
        ):
            path.unlink()
    return record


def _delete_container(home: Path, path: str) -> None:
    """Delete a container. Its members are stored on their own and stay."""
    for member in arrivals.below(home, path):
        if not member.removed_from_landing and member.stored in (
            Stored.AS_RECEIVED,
            Stored.REDACTED,
        ):
            arrivals.amend(home, replace(member, removed_from_landing=True))
    for container in arrivals.at_path(home, path):
        if container.stored is Stored.AS_RECEIVED:
            container = replace(container, stored=Stored.AS_MEMBERS, removed_from_landing=True)
            arrivals.amend(home, container)
        _delete_stored(home, container)
        _delete_landed(home, container)
    outer = PurePosixPath(path).parent
    if filenames.is_container(outer):  # a return in an archive
        _delete_container(home, str(outer))
