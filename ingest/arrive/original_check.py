"""Compares the original of a file with its hash: a disk can change the stored bytes. Changed bytes
are stored again from landing, which holds the file itself or its container."""

from contextlib import suppress
from pathlib import Path, PurePosixPath

from ingest import filenames, paths
from ingest.arrival import Action, Arrival, ArrivalRecord, Stored
from ingest.arrive import containers
from ingest.arrive.byte_store import StoredBytes, has_hash, store
from ingest.errors import InternalError
from ingest.register import arrivals


class OriginalLost(InternalError):
    """The stored bytes of a file are missing or changed, and landing does not hold them."""


def check(home: Path, arrival: Arrival) -> str | None:
    """Return None where the stored bytes are those that were received. Where they are not and
    landing still holds the file, store it again and return a line for the person on call.

    Raises OriginalLost where landing holds it no more.
    """
    if arrival.action is not Action.LOAD:
        return None
    path = damaged(home, arrival)
    if path is None:
        return None
    if restore_from_landing(home, arrival):
        return f"DAMAGED {path}: it is kept again from landing/{arrival.file_path}."
    raise OriginalLost(
        f"{path} is missing, or its bytes have changed on the disk. Expected: the bytes of "
        f"landing/{arrival.file_path} as they were received. The last accepted data stays. "
        "Restore the stored file from a backup of landing, or have the file sent again; it is "
        "tried again each night."
    )


def damaged(home: Path, record: ArrivalRecord) -> Path | None:
    """The stored bytes of a record, where they are missing or are not those of its hash."""
    if record.stored is Stored.REDACTED and record.redaction:
        path = paths.redacted_copy(home, record.load_id, record.redaction.sha256)
        return None if has_hash(path, record.redaction.sha256) else path
    if record.stored is not Stored.AS_RECEIVED or record.bytes_missing:
        return None
    path = paths.received_bytes(home, record.sha256)
    return None if has_hash(path, record.sha256) else path


def restore_from_landing(home: Path, record: ArrivalRecord) -> bool:
    """Store the bytes of a record again from landing; return whether they are whole then. A
    redacted copy can't be made again, since an erasure has deleted what it was made of."""
    if record.stored is not Stored.AS_RECEIVED:
        return False
    landed = paths.landed(home, record)
    with suppress(PermissionError):
        if has_hash(landed, record.sha256):
            with landed.open("rb") as stream:
                store(home, stream)
    _restore_members(home, PurePosixPath(record.file_path).parent)
    return damaged(home, record) is None


def _restore_members(home: Path, path: PurePosixPath) -> None:
    """Store the members of a container again: of its stored bytes or of those in landing."""
    if not filenames.is_container(path):
        return
    for container in arrivals.at_path(home, str(path)):
        if container.rejection_reason or (
            damaged(home, container) and not restore_from_landing(home, container)
        ):
            continue
        if container.stored is not Stored.AS_RECEIVED:
            continue
        stored = StoredBytes(container.sha256, container.size_bytes, container.utf8)
        if container.return_id:
            containers.of_return(home, path, container.return_id, stored, None)
        else:
            containers.of_archive(home, path, stored, None)
