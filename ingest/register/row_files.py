"""The files of rows that a load writes, raw and quarantine, in the register: their hash, and size
and modification time as they were written.

They are not on the receipt, since the same rows written again have another time."""

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest import paths
from ingest.receipt import Receipt
from ingest.register.database import transaction

COLUMNS = "load_id, kind, la_code, source, dataset, business_date, size_bytes, mtime_ns, sha256"
LOST = -1  # as size


class Kind(StrEnum):
    """Where a load writes rows."""

    RAW = "raw"
    QUARANTINE = "quarantine"


@dataclass(frozen=True)
class RowFile:
    """A file as a load wrote it: what its path is made of, size, time in ns, and hash."""

    load_id: str
    kind: Kind
    la_code: str
    source: str
    dataset: str | None
    business_date: str | None
    size_bytes: int
    mtime_ns: int
    sha256: str


def path(home: Path, file: RowFile) -> Path:
    return _path(home, file, file.kind)


def _path(home: Path, file: paths.LoadIdentity, kind: Kind) -> Path:
    return paths.raw(home, file) if kind is Kind.RAW else paths.quarantine(home, file)


def note(connection: sqlite3.Connection, home: Path, receipt: Receipt) -> None:
    """Note the files of a receipt, within an open transaction; forget those of an earlier one."""
    forget(connection, receipt.load_id)
    if receipt.raw_sha256:
        _insert(connection, home, receipt, Kind.RAW, receipt.raw_sha256)
    written = paths.quarantine(home, receipt)
    if receipt.rows_quarantined and written.exists():
        with written.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        _insert(connection, home, receipt, Kind.QUARANTINE, sha256)


def forget(connection: sqlite3.Connection, load_id: str) -> None:
    connection.execute("delete from row_files where load_id = ?", [load_id])


def note_again(home: Path, files: Iterable[RowFile]) -> None:
    """Note size and time of files whose bytes are as written: they were copied or restored."""
    with transaction(home, write=True) as connection:
        for each in files:
            _insert(connection, home, each, each.kind, each.sha256)


def note_lost(home: Path, load_ids: list[str]) -> None:
    """Note that files of some loads are missing or damaged, until these write them again."""
    with transaction(home, write=True) as connection:
        connection.executemany(
            f"update row_files set size_bytes = {LOST} where load_id = ?",
            [[each] for each in load_ids],
        )


def lost(home: Path, source: str) -> set[str]:
    """The load ids of a source whose files are missing or damaged."""
    with transaction(home) as connection:
        found = connection.execute(
            f"select load_id from row_files where source = ? and size_bytes = {LOST}", [source]
        ).fetchall()
    return {row["load_id"] for row in found}


def _insert(
    connection: sqlite3.Connection, home: Path, file: paths.LoadIdentity, kind: Kind, sha256: str
) -> None:
    state = _path(home, file, kind).stat()
    named = (file.load_id, kind, file.la_code, file.source, file.dataset, file.business_date)
    connection.execute(
        f"insert or replace into row_files ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [*named, state.st_size, state.st_mtime_ns, sha256],
    )


def of_loads(home: Path, source: str | None = None) -> list[RowFile]:
    """The files of all loads, or of a source's, by load id."""
    with transaction(home) as connection:
        found = connection.execute(
            f"select {COLUMNS} from row_files where ?1 is null or source = ?1 "
            "order by load_id, kind",
            [source],
        ).fetchall()
    return [RowFile(row[0], Kind(row[1]), *row[2:]) for row in found]
