"""A disk that is full is no fault of the sender's: good files are not called damaged, and they load
with the same bytes when there is room again. It needs a small disk of its own, so root."""

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from ingest.errors import DiskFailed, RegisterUnavailable
from steps import sources
from tests.conftest import Installation
from tests.ingest import shapes

SIZE, ROWS = 3 << 20, 4000
ROOM = (300_000, 20_000, 700_000)  # left on the disk; the first by default, all with --faults 3
SOURCE, FOLDER = "finance_ledger", "{}/finance_ledger/transactions__2026-11-20"


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError as missing:
        pytest.skip(f"no small disk can be mounted here: {missing}")
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    monkeypatch.setenv("SEND_HOME", str(disk / "home"))
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def files(scratch: Path) -> dict[str, bytes]:
    """The same lines as a Parquet file and as a workbook."""
    csv, parquet, book = scratch / "t.csv", scratch / "t.parquet", io.BytesIO()
    csv.write_text(shapes.transactions(ROWS))
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (from read_csv('{csv}', all_varchar = true)) to '{parquet}' (format parquet)"
        )
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number, line in enumerate(csv.read_text().splitlines()):
            sheet.write_row(number, 0, line.split(","))
    return {
        FOLDER.format("205") + ".parquet": parquet.read_bytes(),
        FOLDER.format("312") + ".xlsx": book.getvalue(),
    }


def blamed(arrival) -> list[str]:
    """What a load says against the file; nothing where it says that our disk failed."""
    try:
        receipt = sources.load_arrival(arrival)
    except (DiskFailed, RegisterUnavailable):
        return []
    ours = receipt.is_rejected and receipt.validated_by is None
    return [] if ours and "because the disk" in receipt.findings[0] else list(receipt.findings)


def test_good_files_load_when_there_is_room_again(small_disk, tmp_path, pytestconfig) -> None:
    sent = files(tmp_path)
    for room in ROOM[: max(1, pytestconfig.getoption("--faults"))]:
        installation = Installation(small_disk / "home")
        for path, content in sent.items():
            installation.send(path, content)
        arrivals = sources.register_arrivals(SOURCE, "2026-11-20")
        fill = small_disk / "fill"
        fill.write_bytes(bytes(os.statvfs(small_disk).f_bavail * 4096 - room))
        assert [each for arrival in arrivals for each in blamed(arrival)] == []
        fill.unlink()
        again = sources.register_arrivals(SOURCE, "2026-11-20")
        assert all(sources.load_arrival(each).outcome == "accepted" for each in again)
        assert sources.unresolved_rejections(SOURCE) == []
        rows = installation.rows(
            "select count(*) from '{raw}/finance_ledger/transactions/*/2*.parquet'"
        )
        assert rows == [(2 * ROWS,)]
        subprocess.run(["rm", "-rf", str(small_disk / "home")], check=True)
