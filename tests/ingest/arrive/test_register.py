"""The register of arrivals and receipts: rebuilt where it is missing, an error where it is damaged,
shared by processes, and exported for the warehouse."""

import datetime as dt
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from ingest import paths
from ingest.arrive import register_arrivals, revalidation
from ingest.errors import RegisterUnavailable
from ingest.receipt import Outcome, Receipt
from ingest.register import arrivals, export, receipts
from ingest.register.database import transaction
from settings.check_result import CheckResult
from tests.conftest import Installation
from tests.ingest import shapes

PATH = "205/finance_ledger/transactions__2026-11-20.csv"
RECEIPT = Receipt(
    la_code="205",
    source="finance_ledger",
    dataset="transactions",
    business_date="2026-11-20",
    release=None,
    release_file=None,
    file_path=PATH,
    file_name="transactions__2026-11-20.csv",
    sha256="0" * 64,
    size_bytes=1,
    load_id="one",
    precedence="x",
    supersedes_group="g",
    received_at="2026-11-20 02:00:00",
    validated_by=None,
    return_id=None,
    rows_erased=0,
    outcome=Outcome.ACCEPTED,
    totals_found={},
)


def exported(home: Path, query: str):
    export.write(home)
    with duckdb.connect() as connection:
        table = str(home / "receipts" / "receipts.parquet")
        return connection.execute(query.format(receipts=f"'{table}'")).fetchall()


def test_a_missing_register_is_rebuilt_from_the_arrival_records(installation):
    file = installation.send(PATH, shapes.transactions())
    installation.load()
    (installation.home / "register.sqlite").unlink()
    file.unlink()  # its bytes are stored, so it can be loaded
    assert installation.load()[PATH].outcome == "accepted"


def test_a_damaged_register_is_an_error_that_names_the_remedy(installation):
    installation.send(PATH, shapes.transactions())
    installation.load()
    (installation.home / "register.sqlite").write_bytes(b"no database at all" * 1000)
    with pytest.raises(RegisterUnavailable, match="Delete it and run again"):
        receipts.read_all(installation.home)


def test_a_register_of_another_layout_is_an_error(installation):
    with transaction(installation.home, write=True) as connection:
        connection.execute("pragma user_version = 99")
    with pytest.raises(RegisterUnavailable, match="layout 99"):
        receipts.read_all(installation.home)


def test_a_receipt_whose_counts_do_not_balance_is_not_written(installation):
    unbalanced = replace(RECEIPT, rows_read=3, rows_accepted=2)
    with pytest.raises(ValueError, match="3 rows were read and 2 accounted for"):
        receipts.write(installation.home, unbalanced, "content")
    assert receipts.read_all(installation.home) == {}


def test_a_failed_transaction_writes_nothing(installation):
    def write_and_fail():
        with transaction(installation.home, write=True) as connection:
            connection.execute("insert into receipts select 'x', " + ", ".join(["''"] * 15))
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    assert receipts.read_all(installation.home) == {}


def test_an_empty_register_is_exported_with_all_columns(installation):
    assert exported(installation.home, "select count(*), count(findings[1]) from {receipts}") == [
        (0, 0)
    ]


def test_receipts_are_exported_with_findings_and_checks(installation):
    check = CheckResult("c", "r", "refuse", success=False, rows_failed=None, outcome="failed")
    accepted = replace(RECEIPT, rows_read=2, rows_accepted=2, raw_sha256="abc")
    raw = paths.raw(installation.home, accepted)
    raw.parent.mkdir(parents=True)
    raw.write_bytes(b"rows")
    rejected = replace(
        RECEIPT,
        load_id="two",
        outcome=Outcome.REJECTED,
        findings=("a | b",),
        checks=(check,),
    )
    for receipt in (accepted, rejected):
        receipts.write(installation.home, receipt, "content")
    assert exported(
        installation.home,
        "select load_id, outcome, business_date::varchar, received_at::varchar, rows_read, "
        "findings, raw_sha256, checks, typeof(checks) from {receipts}",
    ) == [
        ("one", "accepted", "2026-11-20", "2026-11-20 02:00:00", 2, [], "abc", "[]", "VARCHAR"),
        (
            "two",
            "rejected",
            "2026-11-20",
            "2026-11-20 02:00:00",
            0,
            ["a ¦ b"],
            None,
            '[{"check":"c","rule":"r","then":"refuse","success":false,"rows_failed":null,'
            '"outcome":"failed","waived_by":null,"waived_until":null}]',
            "VARCHAR",
        ),
    ]


def _write_many(home: Path, worker: int) -> None:
    for number in range(20):
        receipts.write(home, replace(RECEIPT, load_id=f"{worker}-{number}"), "content")


def test_a_full_disk_during_the_export_leaves_no_partial_file(installation, monkeypatch):
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    export.write(installation.home)
    folder = installation.home / "receipts"
    before = sorted(path.name for path in folder.iterdir())

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "_copy", full)
    with pytest.raises(OSError, match="No space"):
        export.write(installation.home)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_processes_that_write_at_once_lose_no_receipt(installation):
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(_write_many, [installation.home] * 4, range(4)))
    assert len(receipts.read_all(installation.home)) == 80


def test_a_version_sent_again_after_another_is_the_current_one(installation):
    path = "205/case_system/persons__2026-11-20.csv"
    for minute, content in enumerate((40, 41, 40)):
        file = installation.send(path, shapes.persons(content))
        os.utime(file, (1_790_000_000 + minute * 60,) * 2)
        installation.load()
    current = max(receipts.read_all(installation.home).values(), key=lambda each: each.precedence)
    assert (current.outcome, current.rows_read) == ("accepted", 40)
    # what had replaced it is older now: otherwise each replaced the other, and no row counted
    load_id = current.load_id
    export.write(installation.home)
    table = str(paths.receipts_table(installation.home))
    with duckdb.connect() as db:
        counting = "select load_id from read_parquet($1) where superseded_by is null"
        counts = db.execute(counting, [table])
        assert counts.fetchall() == [(load_id,)]
    assert receipts.superseded_among(installation.home, [load_id]) == set()


def copy_again(installation: Installation, path: str) -> None:
    """Give the file of a path a later time, as a sender who copies the whole folder does."""
    file = installation.home / "landing" / path
    os.utime(file, ns=(file.stat().st_mtime_ns + 86_400 * 10**9,) * 2)


def test_an_accepted_file_that_is_sent_again_unchanged_is_not_loaded_again(installation):
    """It was received when it first came: otherwise a file in time would become a late one."""
    installation.send(PATH, shapes.transactions())
    [first] = installation.load().values()
    copy_again(installation, PATH)
    assert installation.load() == {}
    [record] = arrivals.every_record(installation.home)
    assert record.received_at == first.received_at
    assert revalidation.is_in_landing(installation.home, record)  # an erasure finds it there


def test_a_rejected_file_that_is_sent_again_unchanged_is_reported_again(installation):
    installation.send(PATH, "wrong\n1\n")
    assert [each.outcome for each in installation.load().values()] == ["rejected"]
    copy_again(installation, PATH)
    assert [each.outcome for each in installation.load().values()] == ["rejected"]


def test_a_file_that_is_sent_again_with_another_control_file_is_loaded_again(installation):
    installation.send(f"{PATH.removesuffix('.csv')}.control.json", '{"rows": 40}')
    installation.send(PATH, shapes.transactions(40))
    assert [each.outcome for each in installation.load().values()] == ["accepted"]
    installation.send(f"{PATH.removesuffix('.csv')}.control.json", '{"rows": 41}')
    copy_again(installation, PATH)
    assert [each.outcome for each in installation.load().values()] == ["rejected"]


def test_a_file_whose_rows_have_expired_is_loaded_again_when_it_is_sent_again(installation):
    installation.send(PATH, shapes.transactions())
    installation.load()
    [record] = arrivals.every_record(installation.home)
    [receipt] = receipts.read_all(installation.home).values()
    gone = replace(record, expired_receipt=replace(receipt, expired=True))
    arrivals.expire(installation.home, gone)
    copy_again(installation, PATH)
    assert [each.outcome for each in installation.load().values()] == ["accepted"]


def test_the_latest_business_date_includes_files_not_registered_yet(installation):
    installation.send(PATH, shapes.transactions())
    installation.load()
    assert (
        str(register_arrivals.latest_business_date(installation.home, dt.date.max)) == "2026-11-20"
    )
    installation.send(PATH.replace("-20", "-21"), shapes.transactions())
    assert (
        str(register_arrivals.latest_business_date(installation.home, dt.date.max)) == "2026-11-21"
    )
