"""Bytes that changed on the disk are never read: they are kept again from landing, or named."""

from ingest import paths
from steps import sources
from steps.reload import Reload
from tests.ingest import shapes

PATH = "205/finance_ledger/transactions__2026-11-20.csv"
AMOUNTS = "select sum(amount)::varchar from '{raw}/finance_ledger/transactions/205/*.parquet'"


def change_a_digit(installation) -> None:
    [kept] = (paths.received(installation.home) / "bytes").glob("??/*")
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes().replace(b",100.00", b",900.00", 1))


def load_again(installation):
    [arrival] = sources.take_in("finance_ledger", None, Reload(la_code="205"))
    return sources.load_file(arrival)


def test_a_changed_original_is_kept_again_from_landing(installation, caplog) -> None:
    installation.send(PATH, shapes.transactions(3))
    installation.load()
    change_a_digit(installation)
    assert load_again(installation).outcome == "accepted"
    assert installation.rows(AMOUNTS) == [("300.00",)]
    assert f"it is kept again from landing/{PATH}" in caplog.text


def test_a_changed_original_that_landing_holds_no_more_is_named(installation) -> None:
    file = installation.send(PATH, shapes.transactions(3))
    installation.load()
    change_a_digit(installation)
    file.unlink()
    receipt = load_again(installation)
    assert receipt.is_rejected
    assert receipt.validated_by is None  # it is tried again each night
    assert "its bytes have changed on the disk" in receipt.findings[0]
