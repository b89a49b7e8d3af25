"""An arrival record that can't be read when the register is to be filled is made again from the
bytes of its file, which landing or the store still holds."""

import json

import pytest

from ingest import paths
from ingest.errors import RegisterUnavailable
from tests.ingest import shapes
from tests.ingest.planted import by_path, erased, zipped

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
ARCHIVE = "312/case_system/case__2026-11-20.zip"
MEMBER = f"{ARCHIVE}/persons__2026-11-20.csv"


def record_at(installation, file_path):
    """The newest record of a path."""
    found = {
        path: json.loads(path.read_text())
        for path in paths.arrival_records(installation.home).iterdir()
    }
    at_path = [path for path, record in found.items() if record["file_path"] == file_path]
    return max(at_path, key=lambda path: found[path]["precedence"])


def lose_the_register(installation):
    paths.register(installation.home).unlink()


@pytest.fixture
def loaded(installation):
    installation.send(LEDGER, shapes.transactions(5))
    installation.send(ARCHIVE, zipped(**{"persons__2026-11-20": shapes.persons(5)}))
    installation.load()
    return installation


@pytest.mark.parametrize(
    ("file_path", "damage"),
    [(LEDGER, b""), (LEDGER, b"\xff{"), (MEMBER, b'{"load_id": "of another"}'), (ARCHIVE, b"[]")],
)
def test_it_is_made_again_from_landing(loaded, file_path, damage, caplog) -> None:
    before, record = loaded.files(), record_at(loaded, file_path)
    written = record.read_bytes()
    record.write_bytes(damage)
    lose_the_register(loaded)
    loaded.load()
    assert record.read_bytes() == written
    assert loaded.files() == before
    assert f"DAMAGED {record}: made again from the bytes of landing/{file_path}." in caplog.text


def test_an_older_version_is_made_again_from_the_stored_bytes(loaded, caplog) -> None:
    first = record_at(loaded, LEDGER)
    loaded.send(LEDGER, shapes.transactions(6))
    loaded.load()
    before = {path: each.outcome for path, each in by_path(loaded).items()}
    first.write_bytes(b"\0" * 9)
    lose_the_register(loaded)
    loaded.load()
    assert json.loads(first.read_text())["precedence"].endswith(" v000001")
    assert {path: each.outcome for path, each in by_path(loaded).items()} == before
    rows = loaded.rows("select count(*) from '{raw}/finance_ledger/transactions/205/*.parquet'")
    assert rows == [(11,)]
    assert "made again from the bytes" in caplog.text


@pytest.mark.parametrize("file_path", [LEDGER, MEMBER])
def test_what_left_landing_is_found_by_the_path_in_the_damaged_text(loaded, file_path) -> None:
    before, record = by_path(loaded), record_at(loaded, file_path)
    written = json.loads(record.read_text())
    record.write_bytes(record.read_bytes().replace(b'"size_bytes": ', b'"size_bytes": ,'))
    for path in (LEDGER, ARCHIVE):
        (loaded.home / "landing" / path).unlink()
    lose_the_register(loaded)
    loaded.load()
    after = json.loads(record.read_text())
    times = {"mtime_ns", "received_at"}  # when the bytes were stored
    assert {name for name, value in written.items() if after[name] != value} <= times
    assert by_path(loaded)[file_path].rows_accepted == before[file_path].rows_accepted


def test_what_nothing_holds_is_named_and_stops(loaded) -> None:
    assert erased(loaded, "P3").files == 1  # landing and the store keep a redacted copy only
    record = record_at(loaded, MEMBER)
    record.write_bytes(b"")
    lose_the_register(loaded)
    with pytest.raises(RegisterUnavailable) as stopped:
        loaded.load()
    assert f"{record} can't be read as an arrival record" in str(stopped.value)
    assert f"rm '{record}', which gives up the rows of that file" in str(stopped.value)
