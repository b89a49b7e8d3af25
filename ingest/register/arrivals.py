"""The register: every arrival and every receipt in one SQLite file, with an index for each question
that a night asks, so that a night costs by what is new and not by what ever came.

Arrivals have their durable record in landing: where the register is missing it is filled from
those once, and every file is judged again. Receipts live here alone, but for those of files whose
time to be kept is over: these stand in the arrival's record, and it is never judged again. An
arrival is open until its receipt is written, and again from when it is to be judged again until
the new one replaces it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from ingest import filenames, paths
from ingest.errors import RegisterUnavailable
from ingest.paths import Arrival
from ingest.register.tables import LAYOUT, TABLES

PATIENCE_SECONDS = 120.0


@contextmanager
def transaction(home: Path, write: bool = False) -> Iterator[sqlite3.Connection]:
    """One transaction: what is written in it is written whole or not at all.

    Other processes are waited for; raises RegisterUnavailable where that, or the disk, fails.
    """
    file = paths.register(home)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)
        with closing(opened) as connection:
            connection.row_factory = sqlite3.Row
            if _layout(connection) != LAYOUT:
                _make(home, connection)
            connection.execute("begin immediate" if write else "begin")
            yield connection
            connection.execute("commit")
    except sqlite3.OperationalError as error:
        raise RegisterUnavailable(
            f"{file} can't be {'written' if write else 'read'} ({error}), so nothing that depends "
            "on it counts. Look at the disk and at who else holds the file, then run again."
        ) from None
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:
            raise  # of its kinds, the others are faults in our statements
        raise RegisterUnavailable(
            f"{file} is damaged ({error}). Delete it and run again: it is filled from "
            f"{paths.received(home)} and every file is judged again."
        ) from None


def _layout(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])


def _make(home: Path, connection: sqlite3.Connection) -> None:
    """Make the tables and fill in the arrivals on record, unless another process just has."""
    connection.execute("begin immediate")
    found = _layout(connection)
    if found not in (0, LAYOUT):
        raise RegisterUnavailable(
            f"{paths.register(home)} has layout {found}, expected {LAYOUT}. Delete it and run again: "
            f"it is filled from {paths.received(home)} and every file is judged again."
        )
    if found == 0:
        for statement in TABLES.split(";\n"):
            connection.execute(statement)
        files = (paths.received(home) / "arrivals").glob("*.json")
        records = [json.loads(path.read_text("utf-8")) for path in files]
        _add(connection, records)
        for record in records:
            if "expired" in record:
                _expire(connection, record)
        connection.execute(f"pragma user_version = {LAYOUT}")
    connection.execute("commit")


def add(home: Path, records: Iterable[Arrival]) -> None:
    """Enter arrivals as open; one that is known already is opened again where its record says
    something new (it came a second time, or can be read by now)."""
    with transaction(home, write=True) as connection:
        _add(connection, records)


def _add(connection: sqlite3.Connection, records: Iterable[Arrival]) -> None:
    connection.executemany(
        "insert into arrivals (load_id, source, file_path, size_bytes, mtime_ns, sha256, "
        "precedence, open, expired, record) values (:load_id, :source, :file_path, :size_bytes, "
        ":mtime_ns, :sha256, :precedence, 1, 0, :record) on conflict (load_id) do update set "
        "size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns, expired = 0, "
        "precedence = excluded.precedence, record = excluded.record, "
        "open = max(open, record <> excluded.record)",
        (
            record
            | {
                "source": filenames.owner(PurePosixPath(record["file_path"])),
                "record": _text(record),
            }
            for record in records
        ),
    )


def _text(record: Arrival) -> str:
    return json.dumps(record, sort_keys=True, ensure_ascii=False)


def amend(home: Path, record: Arrival, reopen: bool = False) -> None:
    """Write what is new about an arrival, in landing first; only `reopen` has it judged again."""
    paths.write_json(paths.arrival_record(home, record["load_id"]), record)
    with transaction(home, write=True) as connection:
        connection.execute(
            "update arrivals set record = :text, open = max(open, :reopen) "
            "where load_id = :load_id",
            {"text": _text(record), "reopen": reopen, "load_id": record["load_id"]},
        )


def expire(home: Path, record: Arrival) -> None:
    """Enter that an arrival's time to be kept is over; its record holds the receipt that stays."""
    paths.write_json(paths.arrival_record(home, record["load_id"]), record)
    with transaction(home, write=True) as connection:
        _expire(connection, record)


def _expire(connection: sqlite3.Connection, record: Arrival) -> None:
    receipt = record["expired"]
    names = ("load_id", "la_code", "dataset", "business_date", "release", "supersedes_group")
    connection.execute(
        "update arrivals set record = :record, expired = 1, open = 0, la_code = :la_code, "
        "dataset = :dataset, business_date = :business_date, release = :release, "
        "supersedes_group = :supersedes_group where load_id = :load_id",
        {name: receipt[name] for name in names} | {"record": _text(record)},
    )
    _enter(connection, receipt, content(record))


def content(arrival: Arrival) -> str:
    """Equal for files that say the same; a table of a return means nothing outside of it."""
    return str(arrival.get("return_sha256") or arrival["sha256"])


def files(home: Path) -> dict[str, dict[tuple[int, int], tuple[str | None, str | None]]]:
    """Every known file: path below landing → size and modification time → business date and
    release, as its name was understood last."""
    found: dict[str, dict[tuple[int, int], tuple[str | None, str | None]]] = {}
    with transaction(home) as connection:
        for path, size, time, date, release in connection.execute(
            "select file_path, size_bytes, mtime_ns, business_date, release from arrivals"
        ):
            found.setdefault(path, {})[size, time] = (date, release)
    return found


def opened(home: Path, source: str) -> list[Arrival]:
    """The records of what is to be judged."""
    with transaction(home) as connection:
        rows = connection.execute(
            "select record from arrivals where source = ? and open and not expired "
            "order by load_id",
            [source],
        ).fetchall()
    return [json.loads(row["record"]) for row in rows]


def identified(home: Path, arrivals: Iterable[Arrival]) -> None:
    """Keep what the names of open arrivals mean by today's contracts."""
    with transaction(home, write=True) as connection:
        connection.executemany(
            "update arrivals set la_code = :la_code, dataset = :dataset, "
            "business_date = :business_date, release = :release, "
            "supersedes_group = :supersedes_group where load_id = :load_id",
            arrivals,
        )


def of(home: Path, load_id: str) -> Arrival:
    """The record of an arrival as it is by now."""
    [record] = _records(home, "load_id = ?", load_id)
    return record


def below(home: Path, folder: str) -> list[Arrival]:
    """The records of what came below a folder of landing, whatever became of it."""
    return _records(home, "file_path > ? and file_path < ?", f"{folder}/", f"{folder}0")


def at_path(home: Path, path: str) -> list[Arrival]:
    """The records of what ever came under this very path."""
    return _records(home, "file_path = ?", path)


def of_bytes(home: Path, sha256: str) -> list[Arrival]:
    """The records of arrivals whose bytes were these when they came."""
    return _records(home, "sha256 = ?", sha256)


def with_note(home: Path, note: str) -> list[Arrival]:
    """The records in which something is noted, such as `expired`."""
    return _records(home, "json_type(record, ?) is not null", f"$.{note}")


def _records(home: Path, which: str, *asked: str) -> list[Arrival]:
    with transaction(home) as connection:
        rows = connection.execute(
            f"select record from arrivals where {which} order by load_id", asked
        ).fetchall()
    return [json.loads(row["record"]) for row in rows]


def unfinished(home: Path, load_ids: list[str]) -> set[str]:
    """Those that are open."""
    return _among(home, "arrivals where open and not expired", load_ids)


def judged(home: Path, load_ids: list[str]) -> set[str]:
    """Those that have a receipt, though they may be open again."""
    return _among(home, "receipts where true", load_ids)


def _among(home: Path, which: str, load_ids: list[str]) -> set[str]:
    with transaction(home) as connection:
        rows = connection.execute(
            f"select load_id from {which} and load_id in (select value from json_each(?))",
            [json.dumps(load_ids)],
        ).fetchall()
    return {row["load_id"] for row in rows}


def close(home: Path, receipt: dict[str, Any], said: str) -> dict[str, Any] | None:
    """Enter a receipt, in place of an earlier one of the same load, and close its arrival; return
    the earlier one. `said` is what `content` gives of the arrival."""
    with transaction(home, write=True) as connection:
        before = connection.execute(
            "select receipt from receipts where load_id = ?", [receipt["load_id"]]
        ).fetchone()
        _enter(connection, receipt, said)
        connection.execute("update arrivals set open = 0 where load_id = ?", [receipt["load_id"]])
    return json.loads(before["receipt"]) if before else None


def _enter(connection: sqlite3.Connection, receipt: dict[str, Any], said: str) -> None:
    """A file whose rows are gone is not `accepted` here, so that nobody looks for them."""
    entry = receipt | {
        "content": said,
        "accepted": receipt["outcome"].startswith("accepted") and not receipt.get("expired"),
        "receipt": json.dumps(receipt, ensure_ascii=False),
    }
    names = (
        "load_id, la_code, source, dataset, business_date, precedence, supersedes_group, "
        "return_id, content, file_path, outcome, accepted, mode, rows_quarantined, receipt"
    )
    values = ", ".join(f":{name}" for name in names.split(", "))
    connection.execute(f"insert or replace into receipts ({names}) values ({values})", entry)
