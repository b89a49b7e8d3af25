"""Bytes that changed on the disk are never read: they are kept again from landing, or named."""

import pytest

from ingest import paths
from ingest.arrive.original_check import OriginalLost
from ingest.register import receipts
from ingest.reload_request import ReloadRequest
from steps import sources
from tests.ingest import shapes
from tests.ingest.planted import zipped

PATH = "205/finance_ledger/transactions__2026-11-20.csv"
AMOUNTS = "select sum(amount)::varchar from '{raw}/finance_ledger/transactions/205/*.parquet'"


def change_a_digit(installation) -> None:
    [kept] = (paths.received(installation.home) / "bytes").glob("??/*")
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes().replace(b",100.00", b",900.00", 1))


def load_again(installation):
    [arrival] = sources.register_arrivals("finance_ledger", None, ReloadRequest(la_code="205"))
    return sources.load_arrival(arrival)


def test_a_changed_original_is_kept_again_from_landing(installation, caplog) -> None:
    installation.send(PATH, shapes.transactions(3))
    installation.load()
    change_a_digit(installation)
    assert load_again(installation).outcome == "accepted"
    assert installation.rows(AMOUNTS) == [("300.00",)]
    assert f"it is kept again from landing/{PATH}" in caplog.text


def test_a_changed_original_that_landing_holds_no_more_is_named_and_its_rows_stay(
    installation,
) -> None:
    file = installation.send(PATH, shapes.transactions(3))
    before = installation.load()[PATH]
    change_a_digit(installation)
    file.unlink()
    for _ in ("tried again", "each night"):
        with pytest.raises(OriginalLost, match="its bytes have changed on the disk"):
            load_again(installation)
        assert installation.rows(AMOUNTS) == [("300.00",)]
        assert receipts.by_load_id(installation.home, [before.load_id])[before.load_id] == before


def test_a_changed_original_without_whole_rows_is_rejected_each_night(installation) -> None:
    file = installation.send(PATH, shapes.transactions(3))
    receipt = installation.load()[PATH]
    change_a_digit(installation)
    file.unlink()
    paths.raw(installation.home, receipt).unlink()
    [found] = installation.load().values()
    assert found.is_rejected
    assert found.validated_by is None  # it is tried again each night
    assert "its bytes have changed on the disk" in found.findings[0]


@pytest.mark.parametrize("archive_is_damaged", [False, True])
def test_a_changed_member_is_unpacked_again(installation, archive_is_damaged) -> None:
    archive = "205/finance_ledger/transactions__2026-11-20.zip"
    installation.send(archive, zipped(t=shapes.transactions(3)))
    installation.load()
    stored = sorted((paths.received(installation.home) / "bytes").glob("??/*"))
    assert len(stored) == 2
    for kept in stored:
        is_archive = kept.read_bytes()[:2] == b"PK"
        if archive_is_damaged or not is_archive:
            kept.chmod(0o600)
            kept.write_bytes(b"x")
    [one, two] = sources.register_arrivals("finance_ledger", None, ReloadRequest(la_code="205"))
    assert {str(sources.load_arrival(each).outcome) for each in (one, two)} == {"accepted"}
    assert installation.rows(AMOUNTS) == [("300.00",)]
