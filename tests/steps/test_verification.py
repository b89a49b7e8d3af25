"""Files whose bytes changed on the disk: the night finds those with another size or time, `send
verify` and the first night of a week find all of them, and what can be made again is."""

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from ingest import paths
from ingest.register import receipts
from steps import dates, verification
from tests.ingest import shapes
from tests.ingest.planted import erased, zipped

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
PERSONS = "312/case_system/persons__2026-11-20.csv"
ARCHIVE = "312/case_system/case__2026-11-20.zip"


@pytest.fixture
def loaded(installation):
    installation.send(LEDGER, shapes.transactions(5))
    installation.send(PERSONS, shapes.persons(5))
    installation.send(ARCHIVE, zipped(**{"requests__2026-11-20": shapes.requests(5)}))
    installation.load()
    return installation


def flip(path: Path, *, keep_time: bool) -> None:
    """Change three bytes and no size; a disk that does so changes no time."""
    state, content = path.stat(), bytearray(path.read_bytes())
    for place in (1, 2, 3):
        content[place * len(content) // 4] ^= 0x5A
    path.chmod(0o600)
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + (0 if keep_time else 1)))


def raw_of(installation, file_path: str) -> Path:
    found = receipts.read_all(installation.home).values()
    [receipt] = [each for each in found if each.file_path == file_path]
    return paths.raw(installation.home, receipt)


def verified() -> verification.Verified:
    return verification.verify(lambda line: None)


def test_flipped_bytes_of_another_time_are_found_by_the_night(loaded, caplog) -> None:
    before, raw = loaded.files(), raw_of(loaded, LEDGER)
    warehouse = loaded.home / "warehouse.duckdb"
    warehouse.touch()
    flip(raw, keep_time=False)
    assert set(loaded.load()) == {LEDGER}
    assert loaded.files() == before
    [line] = [each for each in caplog.messages if each.startswith("DAMAGED")]
    assert line.startswith(f"DAMAGED {raw}: its rows are loaded again from landing/.received")
    assert not warehouse.exists()  # it may hold what was read of the damaged file
    assert loaded.load() == {}


def test_flipped_bytes_of_the_same_size_and_time_are_found_by_verify(loaded) -> None:
    before, raw = loaded.files(), raw_of(loaded, LEDGER)
    flip(raw, keep_time=True)
    assert loaded.load() == {}  # the night looks at size and time only
    found = verified()
    assert found.left == ()
    [line] = found.mended
    assert line.startswith(f"DAMAGED {raw}: its rows are loaded again")
    assert line.endswith("Run: send night.")
    assert set(loaded.load("2026-11-01")) == {LEDGER}  # also on a night of an earlier date
    assert loaded.files() == before
    assert verified() == verification.Verified((), ())


def test_raw_that_was_copied_is_not_loaded_again(loaded) -> None:
    raw = raw_of(loaded, LEDGER)
    os.utime(raw)
    assert loaded.load() == {}
    time = raw.stat().st_mtime_ns
    flip(raw, keep_time=True)
    os.utime(raw, ns=(time, time))
    assert loaded.load() == {}  # the new time has been noted, so the file is not read each night


@pytest.mark.parametrize("file_path", [LEDGER, f"{ARCHIVE}/requests__2026-11-20.csv", ARCHIVE])
def test_an_original_is_kept_again_from_landing(loaded, file_path) -> None:
    [receipt] = [
        each for each in receipts.read_all(loaded.home).values() if each.file_path == file_path
    ]
    kept = paths.received_bytes(loaded.home, receipt.sha256)
    before = kept.read_bytes()
    flip(kept, keep_time=True)
    [line] = verified().mended
    assert line == f"DAMAGED {kept}: kept again from landing/{file_path}."
    assert kept.read_bytes() == before
    assert verified() == verification.Verified((), ())


def test_an_original_that_landing_lacks_needs_a_backup_and_its_rows_stay(loaded) -> None:
    [receipt] = [
        each for each in receipts.read_all(loaded.home).values() if each.file_path == LEDGER
    ]
    kept = paths.received_bytes(loaded.home, receipt.sha256)
    flip(kept, keep_time=True)
    (loaded.home / "landing" / LEDGER).unlink()
    found = verified()
    assert found.mended == ()
    [line] = found.left
    assert line.startswith(f"DAMAGED {kept}: landing does not hold landing/{LEDGER} as it was")
    assert "Restore it from the backup of landing, then run send verify again." in line
    assert loaded.load() == {}
    with pytest.raises(verification.StepFailed, match="1 damaged file"):
        verification.check(0)


def test_a_changed_arrival_record_is_written_again_from_the_register(loaded) -> None:
    folder = paths.arrival_records(loaded.home)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (cut, changed, gone, *_) = sorted(folder.iterdir())
    cut.write_bytes(before[cut.name][:100])
    changed.write_bytes(before[changed.name].replace(b'"size_bytes": ', b'"size_bytes": 9'))
    gone.unlink()
    assert len(verified().mended) == 3
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_record_of_an_interrupted_erasure_counts(loaded) -> None:
    assert erased(loaded, "P3").files
    [record] = [
        path
        for path in paths.arrival_records(loaded.home).iterdir()
        if json.loads(path.read_text())["file_path"] == PERSONS
    ]
    from ingest.register.database import transaction

    before = json.loads(record.read_text())
    assert before["stored"] == "redacted"
    with transaction(loaded.home, write=True) as register:  # killed before it was written here
        stale = before | {"stored": "as_received", "redaction": None, "removed_from_landing": False}
        register.execute(
            "update arrivals set record = ? where load_id = ?", [json.dumps(stale), record.stem]
        )
    verified()
    assert json.loads(record.read_text()) == before


def test_damaged_publications_closes_and_erasure_lists_are_named(loaded) -> None:
    publication = loaded.home / "publications" / "ab12"
    publication.mkdir(parents=True)
    erased(loaded, "P3")
    loaded.load()
    list_of_312 = paths.erasure_list(loaded.home, "312")
    list_of_312.write_text("{")
    close = paths.received(loaded.home) / "closes/312/2026-27/1/v1"
    close.mkdir(parents=True)
    found = verified()
    assert found.mended == (f"DAMAGED {publication} (SHA256SUMS): made again. Run: send night.",)
    assert "closes/312/2026-27/1/v1: close.json is missing" in found.left[0]
    assert f"{list_of_312} can't be read" in found.left[1]


def test_the_first_night_of_a_week_reads_everything(loaded, monkeypatch) -> None:
    raw = raw_of(loaded, LEDGER)
    monkeypatch.setattr(dates, "today", lambda: dt.date(2026, 11, 20))
    assert verification.weekly(lambda line: None) == verification.Verified((), ())
    flip(raw, keep_time=True)
    assert verification.weekly(lambda line: None).mended == ()  # a Friday: this week is done
    monkeypatch.setattr(dates, "today", lambda: dt.date(2026, 11, 23))
    assert len(verification.weekly(lambda line: None).mended) == 1


def test_progress_is_shown(loaded, monkeypatch) -> None:
    monkeypatch.setattr(verification, "SHOWN_EVERY", 2)
    shown: list[str] = []
    verification.verify(shown.append)
    assert shown[:3] == [
        "  2 of 4 arrival records",
        "  4 arrival records: read",
        "  2 of 4 originals",
    ]
