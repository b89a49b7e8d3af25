"""The register: every arrival and every receipt in one SQLite file, with an index for each question
of a night, so that a night's cost grows with what is new.

An arrival's durable record lies in landing. Where the register is missing it is filled from those
records, and every file is loaded again. Receipts are kept in the register alone, except the
receipts of expired files: these are part of the arrival record.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

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
            "on it is loaded. Look at the disk and at who else holds the file, then run again."
        ) from None
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:
            raise  # its subclasses are faults in our own statements
        raise RegisterUnavailable(
            f"{file} is damaged ({error}). Delete it and run again: it is filled from "
            f"{paths.received(home)} and every file is loaded again."
        ) from None


def _layout(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])


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


def _record(path: Path) -> ArrivalRecord:
    try:
        return ArrivalRecord.from_json(json.loads(path.read_text("utf-8")))
    except (KeyError, TypeError, ValueError):
        raise RegisterUnavailable(
            f"{path} is no arrival record of this version. Delete it and run again: the file it is "
            "about is recorded again from landing."
        ) from None
