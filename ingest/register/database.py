"""The register: every arrival and every receipt in one SQLite file, with an index for each query of
a night, so that a night's cost grows with the number of new files.

Arrival records in landing are durable. Where the register is missing it is filled from them, and
every file is loaded again. Receipts are in the register only, except those of expired files, which
are part of the arrival record.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ingest import paths
from ingest.arrival import ArrivalRecord
from ingest.errors import RegisterUnavailable
from ingest.register import rows
from ingest.register.tables import LAYOUT, TABLES

LOCK_TIMEOUT_SECONDS = 120.0


@contextmanager
def transaction(home: Path, write: bool = False) -> Iterator[sqlite3.Connection]:
    """Open one transaction: all of it is written, or nothing.

    It waits for other processes. Raises RegisterUnavailable where the wait, the disk or the file
    fails.
    """
    file = paths.register(home)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = sqlite3.connect(file, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None)
        with closing(opened) as connection:
            connection.row_factory = sqlite3.Row
            if _layout(connection) != LAYOUT:
                _create(home, connection)
            connection.execute("begin immediate" if write else "begin")
            yield connection
            connection.execute("commit")
    except sqlite3.OperationalError as error:
        raise RegisterUnavailable(
            f"{file} can't be {'written' if write else 'read'} ({error}), so nothing that depends "
            "on it is loaded. Check the disk and which process locks the file, then run again."
        ) from None
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:
            raise  # its subclasses are errors in this package's statements
        raise RegisterUnavailable(
            f"{file} is damaged ({error}). Delete it and run again: it is filled from "
            f"{paths.received(home)} and every file is loaded again."
        ) from None


def _layout(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])


def foreign_layout(file: Path) -> int | None:
    """The layout of a register of another version, which can't be used and is not damaged."""
    if not file.exists():
        return None
    with closing(sqlite3.connect(file, timeout=LOCK_TIMEOUT_SECONDS)) as connection:
        found = _layout(connection)
    return None if found in (0, LAYOUT) else found


def changed_texts(file: Path) -> str | None:
    """Why a register is damaged whose pages are whole: records or receipts are not the texts that
    were written. Reads all of them."""
    if not file.exists():
        return None
    with closing(sqlite3.connect(file, timeout=LOCK_TIMEOUT_SECONDS)) as connection:
        if _layout(connection) != LAYOUT:
            return None
        connection.create_function("sha256", 1, rows.sha256, deterministic=True)
        [changed] = connection.execute(
            "select (select count(*) from arrivals "
            "where record_sha256 <> sha256(cast(record as blob))) "
            "+ (select count(*) from receipts "
            "where receipt_sha256 <> sha256(cast(receipt as blob)))"
        ).fetchone()
    return f"{changed:,} of its records are not as they were written" if changed else None


def parsed(home: Path, text: str) -> Any:
    """The content of a record or receipt. Raises RegisterUnavailable where it is damaged."""
    try:
        return json.loads(text)
    except ValueError:
        raise RegisterUnavailable(
            f"{paths.register(home)} is damaged (a record of it is no JSON). Run send verify: it "
            "sets the file aside, and every file is loaded again."
        ) from None


def _create(home: Path, connection: sqlite3.Connection) -> None:
    """Create the tables and fill in the arrival records, unless another process just has."""
    connection.execute("begin immediate")
    found = _layout(connection)
    if found not in (0, LAYOUT):
        raise RegisterUnavailable(
            f"{paths.register(home)} has layout {found}, expected {LAYOUT}. Delete it and run "
            f"again: it is filled from {paths.received(home)} and every file is loaded again."
        )
    if found == 0:
        for statement in TABLES.split(";\n"):
            connection.execute(statement)
        records = [_record(path) for path in paths.arrival_records(home).glob("*.json")]
        rows.add(connection, records)
        for record in records:
            if record.expired_receipt:
                rows.expire(connection, record)
        connection.execute(f"pragma user_version = {LAYOUT}")
    connection.execute("commit")


def read_record(path: Path) -> ArrivalRecord | None:
    """Read an arrival record; None where it can't be read as one."""
    try:
        record = ArrivalRecord.from_json(json.loads(path.read_text("utf-8")))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return record if record.load_id == path.stem else None


def _record(path: Path) -> ArrivalRecord:
    record = read_record(path)
    if record is None:
        raise RegisterUnavailable(
            f"{path} can't be read as an arrival record, and neither landing nor the stored bytes "
            "hold its file, so that it can't be made again. Restore it from the backup of landing "
            f"and run again. Without a backup: rm '{path}', which gives up the rows of that file."
        )
    return record


def is_to_be_filled(home: Path) -> bool:
    """Whether there is no register yet, or an empty one, so that it is filled from the records."""
    file = paths.register(home)
    if not file.exists():
        return True
    with closing(sqlite3.connect(file, timeout=LOCK_TIMEOUT_SECONDS)) as connection:
        return _layout(connection) == 0


def lacks_received(home: Path) -> bool:
    """Whether the store of received files is missing although the register has files. A register
    that can't be read counts as one with files."""
    file = paths.register(home)
    if paths.received(home).is_dir() or not file.exists():
        return False
    with closing(sqlite3.connect(file, timeout=LOCK_TIMEOUT_SECONDS)) as connection:
        try:
            if _layout(connection) == 0:
                return False
            [found] = connection.execute("select exists (select 1 from arrivals)").fetchone()
        except sqlite3.DatabaseError:
            return True
    return bool(found)
