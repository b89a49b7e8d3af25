"""The raw files in the register: their hash, and size and modification time as they were written.

They are not on the receipt, since the same rows written again have another time."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest import paths
from ingest.receipt import Receipt
from ingest.register.database import transaction

COLUMNS = (
    "load_id, la_code, source, dataset, business_date, size_bytes, mtime_ns, sha256"  # of RawFile
)
LOST = -1  # as size


@dataclass(frozen=True)
class RawFile:
    """A raw file as a load wrote it: what its path is made of, size, time in ns, and hash."""

    load_id: str
    la_code: str
    source: str
    dataset: str
    business_date: str | None
    size_bytes: int
    mtime_ns: int
    sha256: str


def note(connection: sqlite3.Connection, home: Path, receipt: Receipt) -> None:
    """Note the raw file of a receipt, within an open transaction; forget it where there is none."""
    connection.execute("delete from raw_files where load_id = ?", [receipt.load_id])
    if receipt.raw_sha256:
        _insert(connection, home, receipt, receipt.raw_sha256)


def note_again(home: Path, files: Iterable[RawFile]) -> None:
    """Note size and time of raw files whose bytes are as written: they were copied or restored."""
    with transaction(home, write=True) as connection:
        for each in files:
            _insert(connection, home, each, each.sha256)


def note_lost(home: Path, load_ids: list[str]) -> None:
    """Note that raw files are missing or damaged, until their loads write them again."""
    with transaction(home, write=True) as connection:
        connection.executemany(
            f"update raw_files set size_bytes = {LOST} where load_id = ?",
            [[each] for each in load_ids],
        )


def lost(home: Path, source: str) -> set[str]:
    """The load ids of a source's raw files that are missing or damaged."""
    with transaction(home) as connection:
        found = connection.execute(
            f"select load_id from raw_files where source = ? and size_bytes = {LOST}", [source]
        ).fetchall()
    return {row["load_id"] for row in found}


def _insert(
    connection: sqlite3.Connection, home: Path, file: paths.LoadedFile, sha256: str
) -> None:
    state = paths.raw(home, file).stat()
    named = (file.load_id, file.la_code, file.source, file.dataset, file.business_date)
    connection.execute(
        f"insert or replace into raw_files ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)",
        [*named, state.st_size, state.st_mtime_ns, sha256],
    )


def accepted(home: Path, source: str | None = None) -> list[RawFile]:
    """The raw files of all accepted loads, or of a source's, by load id."""
    with transaction(home) as connection:
        found = connection.execute(
            f"select {COLUMNS} from raw_files where ?1 is null or source = ?1 order by load_id",
            [source],
        ).fetchall()
    return [RawFile(*row) for row in found]
