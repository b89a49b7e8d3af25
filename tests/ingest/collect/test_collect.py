"""Files are collected from where an authority keeps them: whole, and once."""

import os
import time
from pathlib import Path

import pytest

from ingest.collect import fetch, memory
from ingest.collect.source import NotCollected, RemoteFile, Unreachable
from tests.conftest import Installation
from tests.ingest.remote_store import CSV, LANDED, LONG_AGO, Store, collect, landed


@pytest.fixture
def store() -> Store:
    return Store()


def test_a_file_is_collected_once_and_keeps_the_time_of_its_source(
    installation: Installation, store: Store
) -> None:
    store.put(CSV, b"a\n1\n")
    store.put("out/other.txt", b"x")
    store.put("requests__2026-11-20.csv", b"in another folder")
    assert collect(installation, store) == [f"{CSV} (4 bytes) → landing/{LANDED}"]
    assert landed(installation.home) == {LANDED: b"a\n1\n"}
    assert (installation.home / "landing" / LANDED).stat().st_mtime == LONG_AGO
    assert collect(installation, store) == []
    assert len(store.read_from) == 1


def test_a_file_that_changed_under_its_name_is_collected_again(
    installation: Installation, store: Store
) -> None:
    store.put(CSV, b"a\n1\n")
    collect(installation, store)
    store.put(CSV, b"a\n2\n", LONG_AGO + 60)
    collect(installation, store)
    assert landed(installation.home) == {LANDED: b"a\n2\n"}


def test_a_file_that_still_grows_waits_and_one_with_a_marker_does_not(
    installation: Installation, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(CSV, b"a\n1", time.time())
    store.put("out/plans__2026-11-20.csv", b"a\n", time.time())
    store.put("out/plans__2026-11-20.done", b"")
    store.put("out/needs__2026-11-20.csv", b"a\n", time.time() - 3)

    def grow(seconds: float) -> None:
        assert 0 < seconds <= 100
        store.put(CSV, b"a\n1\n2\n", time.time())

    monkeypatch.setattr(time, "sleep", grow)
    lines = collect(installation, store, settle_seconds=100)
    assert f"{CSV} (3 bytes) is being written: it is fetched next time" in lines
    names = {"plans__2026-11-20.csv", "plans__2026-11-20.done", "needs__2026-11-20.csv"}
    assert {Path(path).name for path in landed(installation.home)} == names


def test_a_file_that_changes_while_it_is_fetched_never_appears(
    installation: Installation, store: Store
) -> None:
    store.put(CSV, b"a\n1\n")
    store.meanwhile = lambda: store.put(CSV, b"a\n1\n2\n", LONG_AGO + 1)
    [line] = collect(installation, store)
    assert "is being written" in line
    assert landed(installation.home) == {}


def test_a_broken_transfer_leaves_nothing_and_is_continued(
    installation: Installation, store: Store
) -> None:
    content = os.urandom(300_000)
    store.put(CSV, content)
    store.breaks_at = 200_000
    with pytest.raises(Unreachable):
        collect(installation, store)
    assert landed(installation.home) == {}
    store.breaks_at = None
    collect(installation, store)
    assert landed(installation.home) == {LANDED: content}
    assert store.read_from == [(Path(CSV).name, 0), (Path(CSV).name, 200_000 - fetch.OVERLAP)]


def test_what_an_earlier_attempt_damaged_is_fetched_from_the_start(
    installation: Installation, store: Store
) -> None:
    content = os.urandom(300_000)
    store.put(CSV, content)
    store.breaks_at = 200_000
    with pytest.raises(Unreachable):
        collect(installation, store)
    [part] = (memory.folder(installation.home) / "parts").iterdir()
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    store.breaks_at = None
    collect(installation, store)
    assert landed(installation.home) == {LANDED: content}


def test_bytes_that_differ_from_what_the_source_states_are_not_taken(
    installation: Installation, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(CSV, b"a\n1\n")
    monkeypatch.setattr(store, "read", lambda file, start: iter([b"a\n"]))
    with pytest.raises(NotCollected, match="came over damaged: found 2 bytes, expected 4"):
        collect(installation, store)
    assert landed(installation.home) == {}


def test_a_file_that_could_fill_the_disk_is_not_fetched(
    installation: Installation, store: Store
) -> None:
    store.put(CSV, b"a" * ((1 << 20) + 1))
    settings = installation.home / "settings"
    settings.mkdir()
    (settings / "bounds.yml").write_text("max_unpacked_mb: 1\n")
    with pytest.raises(NotCollected, match=r"has 1 MB\. Expected at most 1 MB; .*max_unpacked"):
        collect(installation, store)
    assert store.read_from == []
    assert landed(installation.home) == {}


def test_an_md5_of_the_source_is_compared(installation: Installation, store: Store) -> None:
    store.put(CSV, b"a\n1\n")
    found = RemoteFile(CSV, 4, LONG_AGO, md5="0" * 32)
    store.files = lambda folder: [found]  # type: ignore[method-assign]
    store.state = lambda path: found  # type: ignore[method-assign]
    with pytest.raises(NotCollected, match="another MD5"):
        collect(installation, store)
    assert landed(installation.home) == {}


def _written(installation: Installation) -> tuple[int, int]:
    """Which file lies in landing, and when it was written."""
    found = (installation.home / "landing" / LANDED).stat()
    return found.st_ino, found.st_mtime_ns


def test_without_memory_nothing_that_is_in_landing_is_written_again(
    installation: Installation, store: Store
) -> None:
    store.put(CSV, b"a\n1\n")
    collect(installation, store)
    before = _written(installation)
    memory.file(installation.home, "312", "case_system").unlink()
    [line] = collect(installation, store)
    assert line.endswith("which it is already")
    assert _written(installation) == before


def test_a_control_file_follows_its_data(installation: Installation, store: Store) -> None:
    store.put(CSV, b"a\n1\n")
    collect(installation, store)
    store.put("out/requests__2026-11-20.control.json", b'{"rows": 1}')
    collect(installation, store)
    assert landed(installation.home)[LANDED.replace(".csv", ".control.json")] == b'{"rows": 1}'
