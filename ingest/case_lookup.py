"""Looking up the case behind a key: each look-up is recorded before anything is shown.

The records lie in landing (`.received/lookups/<la_code>/`, mode 0400) with the other durable
records: one file each, written once. They hold the key, the role and the reason, and no case id.
"""

import json
import os
import re
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from ingest import paths
from ingest.errors import InternalError
from ingest.load import people_map
from send_home import temporary

KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Lookup:
    """Who (a role) looked up which key, why, and when (UTC, ISO 8601)."""

    la_code: str
    key: str
    by: str
    reason: str
    recorded_at: str


@dataclass(frozen=True)
class CaseId:
    """An id of the case system and what it identifies: person, request, plan, placement, …"""

    namespace: str
    value: str


def find(home: Path, lookup: Lookup) -> list[CaseId]:
    """Record a look-up, then return the ids behind its key; none where the key is unknown.

    Raises InternalError where the authority has no people map, and OSError where the look-up can't
    be recorded.
    """
    if not paths.people_map(home, lookup.la_code).exists():
        raise InternalError(
            f"{lookup.la_code} has no people map ({paths.people_map(home, lookup.la_code)}): run "
            f"`send backfill --la {lookup.la_code}`, which writes it again."
        )
    _record(home, lookup)
    found = people_map.find(home, lookup.la_code, lookup.key)
    return [CaseId(namespace, value) for namespace, value in found]


def _record(home: Path, lookup: Lookup) -> None:
    """Write the record of a look-up under a name of its own, and flush it to disk."""
    moment = datetime.fromisoformat(lookup.recorded_at)
    folder = paths.lookups(home, lookup.la_code)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{moment:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}.json"
    part = temporary.file(path)
    part.touch(mode=0o600, exist_ok=False)
    with part.open("w", encoding="utf-8") as file:
        json.dump(asdict(lookup), file, indent=1, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    part.chmod(0o400)
    part.rename(path)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
