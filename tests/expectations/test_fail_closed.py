"""A check that does not run rejects the file."""

import sqlite3
from contextlib import closing

import great_expectations.expectations as gxe
import pytest

from expectations import suites
from expectations.rules import QUARANTINE, rows
from steps import all_loaded, sources
from steps.reporting import StepFailed
from tests.ingest import shapes

PATH = "205/finance_ledger/transactions__2026-11-20.csv"


def _crashing(_):
    meta = {"consequence": QUARANTINE, "wording": "no such column"}
    return [gxe.ExpectColumnValuesToNotBeNull(column="nowhere", meta=meta)]


@pytest.mark.parametrize(
    ("registered", "wording"),
    [
        ({}, "there is no suite"),
        ({"finance_ledger.transactions": lambda _: []}, "holds no expectation"),
        ({"finance_ledger.transactions": _crashing}, "did not run"),
    ],
    ids=["suite missing", "suite emptied", "check crashing"],
)
def test_a_sabotaged_suite_accepts_nothing(installation, monkeypatch, registered, wording):
    monkeypatch.setattr(suites, "SUITES", registered)
    installation.send(PATH, shapes.transactions())
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert wording in receipt.findings[0]
    assert not list((installation.home / "raw/finance_ledger/transactions").glob("205/*"))


def test_an_unwritable_register_is_no_success(installation, monkeypatch):
    monkeypatch.setattr("ingest.register.database.LOCK_TIMEOUT_SECONDS", 0.1)
    installation.send(PATH, shapes.transactions())
    [arrival] = sources.register_arrivals("finance_ledger", None)
    with closing(sqlite3.connect(installation.home / "register.sqlite")) as other:
        other.execute("begin immediate")
        with pytest.raises(OSError, match=r"register\.sqlite can't be written"):
            sources.load_arrival(arrival)
    with pytest.raises(StepFailed, match="not loaded"):
        all_loaded.check("finance_ledger", [arrival])


def test_an_unwritable_arrival_record_is_no_success(installation, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    installation.send(PATH, shapes.transactions())
    with monkeypatch.context() as disk:
        disk.setattr("ingest.json_files.write", full)
        with pytest.raises(OSError, match="No space left"):
            installation.load()
    assert list(installation.load()) == [PATH]


def test_every_failing_row_is_quarantined_however_many_there_are(installation):
    rows = [shapes.line(n, journal=f"Y{n}").replace("2026-27", "2026-28") for n in range(300)]
    installation.send(PATH, shapes.transactions(9000, *rows))
    [receipt] = installation.load().values()
    assert receipt.outcome == "accepted_with_rejects"
    assert receipt.rows_quarantined == 300


def test_the_message_of_a_crashed_check_holds_no_value(installation, monkeypatch):
    """DuckDB's message of a failed cast quotes the value."""

    def casting(_):
        return [rows("description: no number", "cast(b.description as integer) > 0")]

    monkeypatch.setattr(suites, "SUITES", {"finance_ledger.transactions": casting})
    installation.send(
        PATH, shapes.transactions(40, shapes.line(41, description="Unpublishable Person"))
    )
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert "did not run: " in receipt.findings[0]
    assert "ConversionException" in receipt.findings[0]
    assert "Unpublishable" not in str(receipt)
