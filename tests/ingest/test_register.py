"""The register of arrivals and receipts: filled again where it is missing, red where it fails,
shared by many processes, and written out whole for the marts."""

import datetime as dt
import json
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import duckdb
import pytest

from ingest.arrive import take_in
from ingest.errors import RegisterUnavailable
from ingest.register import arrivals, receipts
from tests.ingest import shapes

PATH = "205/finance_ledger/transactions__2026-11-20.csv"
ARRIVAL = {
    "la_code": "205",
    "source": "finance_ledger",
    "dataset": "transactions",
    "business_date": "2026-11-20",
    "release": None,
    "release_file": None,
    "file_path": PATH,
    "file_name": "transactions__2026-11-20.csv",
    "sha256": "0" * 64,
    "size_bytes": 1,
    "mtime_ns": 1,
    "load_id": "one",
    "precedence": "x",
    "supersedes_group": "g",
    "received_at": "2026-11-20 02:00:00",
    "judged_by": None,
    "claimed": None,
}


def exported(home: Path, query: str):
    receipts.export(home)
    with duckdb.connect() as connection:
        table = str(home / "receipts" / "receipts.parquet")
        return connection.execute(query.format(receipts=f"'{table}'")).fetchall()


def test_a_missing_register_is_filled_from_what_was_received(installation):
    file = installation.send(PATH, shapes.transactions())
    installation.load()
    (installation.home / "register.sqlite").unlink()
    file.unlink()  # the bytes are kept, so it can be judged all the same
    assert installation.load()[PATH]["outcome"] == "accepted"


def test_a_damaged_register_is_red_and_says_what_to_do(installation):
    installation.send(PATH, shapes.transactions())
    installation.load()
    (installation.home / "register.sqlite").write_bytes(b"no database at all" * 1000)
    with pytest.raises(RegisterUnavailable, match="Delete it and run again"):
        installation.load()


def test_a_register_of_another_layout_is_red(installation):
    with arrivals.transaction(installation.home, write=True) as connection:
        connection.execute("pragma user_version = 99")
    with pytest.raises(RegisterUnavailable, match="layout 99"):
        receipts.read_all(installation.home)


def test_a_receipt_that_loses_rows_is_never_written(installation):
    with pytest.raises(ValueError, match="rows are lost"):
        receipts.write(installation.home, ARRIVAL, "accepted", rows={"read": 3, "accepted": 2})
    assert receipts.read_all(installation.home) == {}


def test_what_is_written_in_a_transaction_that_breaks_is_not_written(installation):
    def write_and_break():
        with arrivals.transaction(installation.home, write=True) as connection:
            connection.execute("insert into receipts select 'x', " + ", ".join(["''"] * 14))
            raise KeyError

    with pytest.raises(KeyError):
        write_and_break()
    assert receipts.read_all(installation.home) == {}


def test_an_empty_register_is_written_out_with_all_its_columns(installation):
    assert exported(installation.home, "select count(*), count(findings[1]) from {receipts}") == [
        (0, 0)
    ]


def test_receipts_are_written_out_with_what_their_steps_said(installation):
    receipts.write(installation.home, ARRIVAL, "accepted", rows={"read": 2, "accepted": 2})
    more = {"checks": [{"rule": "r", "rows": 0}], "raw_sha256": "abc"}
    second = ARRIVAL | {"load_id": "two"}
    receipts.write(installation.home, second, "rejected", findings=["a | b"], **more)
    assert exported(
        installation.home,
        "select load_id, outcome, business_date::varchar, received_at::varchar, rows_read, "
        "findings, raw_sha256, checks, typeof(checks) from {receipts}",
    ) == [
        ("one", "accepted", "2026-11-20", "2026-11-20 02:00:00", 2, [], None, "[]", "VARCHAR"),
        (
            "two",
            "rejected",
            "2026-11-20",
            "2026-11-20 02:00:00",
            0,
            ["a | b"],
            "abc",
            json.dumps(more["checks"], separators=(",", ":")),
            "VARCHAR",
        ),
    ]


def _write_many(home: Path, worker: int) -> None:
    for number in range(20):
        receipts.write(home, ARRIVAL | {"load_id": f"{worker}-{number}"}, "accepted")


def test_a_disk_that_is_full_while_receipts_are_written_out_keeps_no_half(
    installation, monkeypatch
):
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    receipts.export(installation.home)
    folder = installation.home / "receipts"
    before = sorted(path.name for path in folder.iterdir())

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(receipts, "_copy", full)
    with pytest.raises(OSError, match="No space"):
        receipts.export(installation.home)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_tasks_that_write_at_once_lose_no_receipt(installation):
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(_write_many, [installation.home] * 4, range(4)))
    assert len(receipts.read_all(installation.home)) == 80


def test_a_file_sent_again_after_another_under_its_name_is_the_last_word(installation):
    path = "205/case_system/persons__2026-11-20.csv"
    for minute, content in enumerate((40, 41, 40)):
        file = installation.send(path, shapes.persons(content))
        os.utime(file, (1_790_000_000 + minute * 60,) * 2)
        installation.load()
    holds = max(receipts.read_all(installation.home).values(), key=lambda each: each.precedence)
    assert (holds.outcome, holds.rows_read) == ("accepted", 40)


def test_the_latest_date_is_read_from_names_known_or_new(installation):
    installation.send(PATH, shapes.transactions())
    installation.load()
    assert str(take_in.latest_business_date(installation.home, dt.date.max)) == "2026-11-20"
    installation.send(PATH.replace("-20", "-21"), shapes.transactions())
    assert str(take_in.latest_business_date(installation.home, dt.date.max)) == "2026-11-21"
