"""Compares stored bytes of a file with their hash before they are read: a disk can change them."""

import hashlib
from pathlib import Path

from ingest import paths
from ingest.arrival import Action, Arrival
from ingest.arrive.received import store
from ingest.errors import InternalError


def check(home: Path, arrival: Arrival) -> str | None:
    """Return None where the kept bytes are those that were received. Where they are not and landing
    still holds the file, keep it again from there, and return a line for the person on call.

    Raises InternalError where landing holds it no more.
    """
    if arrival.action is not Action.LOAD:
        return None
    path, sha256 = paths.received_bytes(home, arrival.sha256), arrival.sha256
    if arrival.redaction:
        sha256 = arrival.redaction.sha256
        path = paths.redacted_copy(home, arrival.load_id, sha256)
    if _is(path, sha256):
        return None
    landed = paths.landed(home, arrival)
    if not arrival.redaction and _is(landed, sha256):
        with landed.open("rb") as stream:
            store(home, stream)
        return f"DAMAGED {path}: it is kept again from landing/{arrival.file_path}."
    raise InternalError(
        f"{path} is missing, or its bytes have changed on the disk. Expected: the bytes of "
        f"landing/{arrival.file_path} as they were received. The last accepted data stays. "
        "Restore the stored file from a backup of landing, or have the file sent again; it is "
        "tried again each night."
    )


def _is(path: Path, sha256: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
