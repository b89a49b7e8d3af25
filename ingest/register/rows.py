"""Writing arrivals and receipts within an open transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import PurePosixPath

from ingest import filenames
from ingest.arrival import ArrivalRecord
from ingest.receipt import Receipt

IDENTITY = ("load_id", "la_code", "dataset", "business_date", "release", "supersedes_group")
RECEIPT_COLUMNS = (
    "load_id",
    "la_code",
    "source",
    "dataset",
    "business_date",
    "precedence",
    "supersedes_group",
    "return_id",
    "file_path",
    "outcome",
    "mode",
    "rows_quarantined",
)


def add(connection: sqlite3.Connection, records: Iterable[ArrivalRecord]) -> None:
    """Add arrivals as pending; a known one becomes pending where its record has changed.

    An accepted file that is sent again unchanged does not: many senders copy a whole folder."""
    connection.executemany(
        "insert into arrivals (load_id, source, file_path, size_bytes, mtime_ns, sha256, "
        "precedence, pending, expired, record, record_sha256) values (:load_id, :source, "
        ":file_path, :size_bytes, :mtime_ns, :sha256, :precedence, 1, 0, :record, "
        ":record_sha256) "
        "on conflict (load_id) do update set "
        "size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns, expired = 0, "
        "precedence = excluded.precedence, record = excluded.record, "
        "record_sha256 = excluded.record_sha256, "
        "pending = max(pending, record <> excluded.record and ("
        "json_remove(record, '$.mtime_ns') <> json_remove(excluded.record, '$.mtime_ns') "
        "or not exists (select 1 from receipts where load_id = excluded.load_id and accepted)))",
        (
            {
                "load_id": record.load_id,
                "source": filenames.owner(PurePosixPath(record.file_path)),
                "file_path": record.file_path,
                "size_bytes": record.size_bytes,
                "mtime_ns": record.mtime_ns,
                "sha256": record.sha256,
                "precedence": record.precedence,
                **text_and_hash(record),
            }
            for record in records
        ),
    )


def text_and_hash(record: ArrivalRecord) -> dict[str, str]:
    """The columns that hold an arrival's record."""
    text = json.dumps(record.to_json(), sort_keys=True, ensure_ascii=False)
    return {"record": text, "record_sha256": sha256(text.encode())}


def sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def expire(connection: sqlite3.Connection, record: ArrivalRecord) -> None:
    """Mark an arrival as expired and write the receipt that its record holds."""
    receipt = record.expired_receipt
    assert receipt, "an expired arrival's record holds its receipt"
    connection.execute(
        "update arrivals set record = :record, record_sha256 = :record_sha256, expired = 1, "
        "pending = 0, la_code = :la_code, "
        "dataset = :dataset, business_date = :business_date, release = :release, "
        "supersedes_group = :supersedes_group where load_id = :load_id",
        {name: getattr(receipt, name) for name in IDENTITY} | text_and_hash(record),
    )
    write_receipt(connection, receipt, record.content_sha256)
    connection.execute("delete from row_files where load_id = ?", [record.load_id])


def write_receipt(connection: sqlite3.Connection, receipt: Receipt, content_sha256: str) -> None:
    """Insert a receipt, or replace the earlier one of the same load."""
    text = json.dumps(receipt.to_json(), ensure_ascii=False)
    entry = {name: getattr(receipt, name) for name in RECEIPT_COLUMNS} | {
        "content_sha256": content_sha256,
        "accepted": receipt.outcome.is_accepted and not receipt.expired,
        "receipt": text,
        "receipt_sha256": sha256(text.encode()),
    }
    values = ", ".join(f":{name}" for name in entry)
    connection.execute(
        f"insert or replace into receipts ({', '.join(entry)}) values ({values})", entry
    )
    connection.execute("delete from supersessions where load_id = ?", [receipt.load_id])
    connection.executemany(
        "insert into supersessions (superseded, load_id) values (?, ?)",
        [(superseded, receipt.load_id) for superseded in receipt.supersedes],
    )
