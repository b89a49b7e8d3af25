"""Arrivals in the register. An arrival is pending until its receipt is written, and again from the
moment it has to be revalidated until its new receipt is written."""

import json
from collections.abc import Iterable
from pathlib import Path

from ingest import json_files, paths
from ingest.arrival import Arrival, ArrivalRecord
from ingest.register import rows
from ingest.register.database import parsed, transaction

# Size in bytes; times of modification and of the last change, in ns. The disk sets the second one,
# so that a file is seen that replaces one of the same size and modification time.
FileState = tuple[int, int, int]
DateAndRelease = tuple[str | None, str | None]  # business date, release


def add(
    home: Path, records: Iterable[ArrivalRecord], states: dict[str, FileState] | None = None
) -> None:
    """Add arrivals as pending; a known one becomes pending where more than its time has changed, or
    it was not accepted. `states` are those in which files of landing were read, by path."""
    with transaction(home, write=True) as connection:
        rows.add(connection, records)
        connection.executemany(
            "insert or replace into landed (file_path, size_bytes, mtime_ns, ctime_ns) "
            "values (?, ?, ?, ?)",
            [(path, *state) for path, state in (states or {}).items()],
        )


def amend(home: Path, record: ArrivalRecord, revalidate: bool = False) -> None:
    """Write a changed record, in landing first; `revalidate` makes the arrival pending."""
    json_files.write(paths.arrival_record(home, record.load_id), record.to_json())
    with transaction(home, write=True) as connection:
        connection.execute(
            "update arrivals set record = :record, record_sha256 = :record_sha256, "
            "pending = max(pending, :pending) where load_id = :load_id",
            {**rows.text_and_hash(record), "pending": revalidate, "load_id": record.load_id},
        )


def expire(home: Path, record: ArrivalRecord) -> None:
    """Write that an arrival is expired, in landing first; its record holds the receipt."""
    json_files.write(paths.arrival_record(home, record.load_id), record.to_json())
    with transaction(home, write=True) as connection:
        rows.expire(connection, record)


def forget(home: Path, record: ArrivalRecord) -> None:
    """Remove the record and the receipt of a file that was never read."""
    paths.arrival_record(home, record.load_id).unlink(missing_ok=True)
    with transaction(home, write=True) as connection:
        connection.execute("delete from receipts where load_id = ?", [record.load_id])
        connection.execute("delete from arrivals where load_id = ?", [record.load_id])


def landed(home: Path) -> dict[str, FileState]:
    """The state in which each file of landing was last recorded, by its path below landing."""
    with transaction(home) as connection:
        found = connection.execute("select file_path, size_bytes, mtime_ns, ctime_ns from landed")
        return {path: (size, modified, changed) for path, size, modified, changed in found}


def dates(home: Path) -> dict[str, DateAndRelease]:
    """Business date and release of every known file, as its name was last identified."""
    with transaction(home) as connection:
        found = connection.execute("select file_path, business_date, release from arrivals")
        return {path: (date, release) for path, date, release in found}


def precedences(home: Path, source: str) -> list[tuple[str, str, str]]:
    """Path, precedence and load id of every arrival of a source."""
    with transaction(home) as connection:
        found = connection.execute(
            "select file_path, precedence, load_id from arrivals where source = ?", [source]
        )
        return [(path, precedence, load_id) for path, precedence, load_id in found]


def pending(home: Path, source: str) -> list[ArrivalRecord]:
    """The records of a source's pending arrivals."""
    return _records(home, "source = ? and pending and not expired", source)


def write_identities(home: Path, arrivals: Iterable[Arrival]) -> None:
    """Store the identity of arrivals by today's contracts."""
    with transaction(home, write=True) as connection:
        connection.executemany(
            "update arrivals set la_code = :la_code, dataset = :dataset, "
            "business_date = :business_date, release = :release, "
            "supersedes_group = :supersedes_group where load_id = :load_id",
            ({name: getattr(each, name) for name in rows.IDENTITY} for each in arrivals),
        )


def record_of(home: Path, load_id: str) -> ArrivalRecord:
    """The current record of an arrival."""
    [record] = _records(home, "load_id = ?", load_id)
    return record


def known(home: Path, load_id: str) -> ArrivalRecord | None:
    """The current record of an arrival; None where there is none."""
    return next(iter(_records(home, "load_id = ?", load_id)), None)


def below(home: Path, folder: str) -> list[ArrivalRecord]:
    """The records of all files received below a folder of landing."""
    return _records(home, "file_path > ? and file_path < ?", f"{folder}/", f"{folder}0")


def beginning_with(home: Path, start: str) -> list[ArrivalRecord]:
    """The records of all files whose paths begin with a text."""
    return _records(home, "file_path >= ? and file_path < ?", start, f"{start}\U0010ffff")


def at_path(home: Path, path: str) -> list[ArrivalRecord]:
    """The records of all versions of the file at a path."""
    return _records(home, "file_path = ?", path)


def is_newest_at_path(home: Path, record: ArrivalRecord) -> bool:
    """Whether no later version of the file at a record's path was recorded."""
    return all(each.precedence <= record.precedence for each in at_path(home, record.file_path))


def of_bytes(home: Path, sha256: str) -> list[ArrivalRecord]:
    """The records of arrivals with the same received bytes."""
    return _records(home, "sha256 = ?", sha256)


def every_record(home: Path) -> list[ArrivalRecord]:
    """The records of all arrivals, by load id."""
    return _records(home, "true")


def removed_by_erasure(home: Path) -> list[ArrivalRecord]:
    """The records of files that an erasure removed from landing."""
    return _records(
        home,
        "json_extract(record, '$.removed_from_landing') "
        "or json_extract(record, '$.stored') = 'deleted'",
    )


def has_redacted(home: Path, la_code: str) -> bool:
    """Whether an erasure has redacted a file of an authority."""
    with transaction(home) as connection:
        [found] = connection.execute(
            "select exists (select 1 from arrivals where file_path > ? and file_path < ? "
            "and json_extract(record, '$.redaction') is not null)",
            [f"{la_code}/", f"{la_code}0"],
        ).fetchone()
    return bool(found)


def expired(home: Path) -> list[ArrivalRecord]:
    return _records(home, "expired")


def _records(home: Path, where: str, *parameters: str) -> list[ArrivalRecord]:
    with transaction(home) as connection:
        found = connection.execute(
            f"select record from arrivals where {where} order by load_id", parameters
        ).fetchall()
    return [ArrivalRecord.from_json(parsed(home, row["record"])) for row in found]


def pending_among(home: Path, load_ids: list[str]) -> set[str]:
    """The load ids of those arrivals that are pending."""
    return _among(home, "arrivals where pending and not expired", load_ids)


def with_receipt(home: Path, load_ids: list[str]) -> set[str]:
    """The load ids of those arrivals that have a receipt; they may be pending again."""
    return _among(home, "receipts where true", load_ids)


def accepted_among(home: Path, load_ids: list[str]) -> set[str]:
    """The load ids of those arrivals that were accepted; they may be pending again."""
    return _among(home, "receipts where accepted", load_ids)


def _among(home: Path, table_and_condition: str, load_ids: list[str]) -> set[str]:
    with transaction(home) as connection:
        found = connection.execute(
            f"select load_id from {table_and_condition} "
            "and load_id in (select value from json_each(?))",
            [json.dumps(load_ids)],
        ).fetchall()
    return {row["load_id"] for row in found}
