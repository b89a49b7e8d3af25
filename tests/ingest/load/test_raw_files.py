"""Raw files: the same bytes for the same file, and their hash on the receipt."""

import hashlib

import pyarrow.parquet as pq
import pytest

from ingest import contract_files
from ingest.read import raw_columns
from tests.conftest import Installation
from tests.ingest import shapes

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
FILES = {
    "every row is accepted": shapes.transactions(40),
    "some are left out": shapes.transactions(40, shapes.line(3), shapes.line(99, subjective="")),
    "cells have spaces at either end": shapes.transactions(40).replace("Acme School", " Acme "),
    "cells have wide spaces": shapes.transactions(40).replace("Acme School", "\u3000Acme\u00a0"),
}


def loaded(installation: Installation, content: str) -> tuple[dict, bytes]:
    installation.send(LEDGER, content)
    [receipt] = installation.load().values()
    [file] = (installation.home / "raw/finance_ledger/transactions/205").iterdir()
    return receipt, file.read_bytes()


@pytest.mark.parametrize("case", FILES)
def test_a_raw_file_has_the_same_bytes_each_time_and_their_hash_is_on_the_receipt(
    tmp_path, monkeypatch, case
):
    written = set()
    for home in ("one", "two"):
        monkeypatch.setenv("SEND_HOME", str(tmp_path / home))
        receipt, content = loaded(Installation(tmp_path / home), FILES[case])
        assert receipt.raw_sha256 == hashlib.sha256(content).hexdigest()
        written.add(content)
    assert len(written) == 1


@pytest.mark.parametrize("case", FILES)
def test_a_raw_file_has_the_declared_columns_and_is_for_its_owner_alone(installation, case):
    loaded(installation, FILES[case])
    [file] = (installation.home / "raw/finance_ledger/transactions/205").iterdir()
    wanted = raw_columns.columns(contract_files.of_source("finance_ledger", "205")["transactions"])
    assert pq.read_schema(file).names == list(wanted)
    assert file.stat().st_mode & 0o777 == 0o600
    assert not list((installation.home / "tmp" / "batches").iterdir())


@pytest.mark.parametrize("case", ["cells have spaces at either end", "cells have wide spaces"])
def test_spaces_at_either_end_are_no_part_of_a_cell(installation, case):
    loaded(installation, FILES[case])
    names = "select distinct supplier_name from '{raw}/finance_ledger/transactions/205/*.parquet'"
    assert installation.rows(names) == [("Acme",)]


def test_a_rejected_file_has_no_raw_file_and_no_hash(installation):
    installation.send(LEDGER, shapes.transactions(40, shapes.line(99, "12a.00")))
    [receipt] = installation.load().values()
    assert receipt.raw_sha256 is None
    assert not list((installation.home / "raw/finance_ledger/transactions").glob("205/*"))


def test_a_full_disk_is_an_internal_error_and_the_file_is_loaded_again(installation, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    installation.send(LEDGER, FILES["some are left out"])
    with monkeypatch.context() as disk:
        disk.setattr("ingest.read.row_stream.pq.ParquetWriter", full)
        [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert "because the disk or the memory is full" in receipt.findings[0]
    assert not list((installation.home / "tmp" / "batches").iterdir())
    assert [receipt.rows_accepted for receipt in installation.load().values()] == [40]
