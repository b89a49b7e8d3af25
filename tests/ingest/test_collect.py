"""Files are collected from where an authority keeps them: whole, once, under the right name."""

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingest.collect import fetch, files, memory
from ingest.collect.feed_run import FeedRun
from ingest.collect.source import NotCollected, RemoteFile, Unreachable
from settings.collect import Feed
from tests.conftest import Installation

LONG_AGO = dt.datetime(2026, 11, 20, 21, tzinfo=dt.UTC).timestamp()
CSV = "out/requests__2026-11-20.csv"
LANDED = "312/case_system/requests__2026-11-20.csv"
BEGINS = dt.time(2, tzinfo=ZoneInfo("Europe/London"))


class Store:
    """A server in memory: `breaks_at`, the bytes after which its connection breaks."""

    where = "test_server"

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, float]] = {}
        self.breaks_at: int | None = None
        self.read_from: list[tuple[str, int]] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def put(self, path: str, content: bytes, modified: float = LONG_AGO) -> None:
        self.kept[path] = (content, modified)

    def files(self, folder: str) -> list[RemoteFile]:
        inside = [path for path in self.kept if path.rpartition("/")[0] == folder]
        return [file for path in inside if (file := self.state(path))]

    def state(self, path: str) -> RemoteFile | None:
        if path not in self.kept:
            return None
        content, modified = self.kept[path]
        return RemoteFile(path, len(content), modified)

    def read(self, file: RemoteFile, start: int) -> Iterator[bytes]:
        self.read_from.append((file.name, start))
        content = self.kept[file.path][0]
        for at in range(start, len(content), 1000):
            if self.breaks_at is not None and at >= self.breaks_at:
                raise Unreachable("the connection broke")
            yield content[at : at + 1000]
        self.meanwhile()

    def delete(self, path: str) -> None:
        del self.kept[path]

    def move(self, path: str, target: str) -> None:
        self.kept[target] = self.kept.pop(path)


@pytest.fixture
def store() -> Store:
    return Store()


def run_of(home: Path, settle_seconds: float = 0.05, **feed: object) -> FeedRun:
    declared = {"source": "case_system", "connection": "c", "files": "out/*.csv"} | feed
    return FeedRun(
        home=home,
        la_code="312",
        feed=Feed.model_validate(declared),
        memory=memory.of(home, "312", "case_system"),
        night=dt.date(2026, 11, 20),
        is_last=True,
        night_begins=BEGINS,
        settle_seconds=settle_seconds,
    )


def landed(home: Path) -> dict[str, bytes]:
    root = home / "landing"
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".received" not in path.parts
    }


def collect(installation: Installation, store: Store, **feed: object) -> list[str]:
    return files.collect(run_of(installation.home, **feed), store)


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


def test_an_md5_of_the_source_is_compared(installation: Installation, store: Store) -> None:
    store.put(CSV, b"a\n1\n")
    found = RemoteFile(CSV, 4, LONG_AGO, md5="0" * 32)
    store.files = lambda folder: [found]  # type: ignore[method-assign]
    store.state = lambda path: found  # type: ignore[method-assign]
    with pytest.raises(NotCollected, match="another MD5"):
        collect(installation, store)
    assert landed(installation.home) == {}


def test_without_memory_nothing_that_is_in_landing_is_written_again(
    installation: Installation, store: Store
) -> None:
    store.put(CSV, b"a\n1\n")
    collect(installation, store)
    before = (installation.home / "landing" / LANDED).stat()
    memory.file(installation.home, "312", "case_system").unlink()
    [line] = collect(installation, store)
    assert line.endswith("which it is already")
    assert (installation.home / "landing" / LANDED).stat() == before


def test_a_control_file_follows_its_data(installation: Installation, store: Store) -> None:
    store.put(CSV, b"a\n1\n")
    collect(installation, store)
    store.put("out/requests__2026-11-20.control.json", b'{"rows": 1}')
    collect(installation, store)
    assert landed(installation.home)[LANDED.replace(".csv", ".control.json")] == b'{"rows": 1}'


@pytest.mark.parametrize(
    ("after", "left"),
    [
        ("leave", {CSV, "out/requests__2026-11-20.done"}),
        ("delete", set()),
        (
            {"move": "taken"},
            {"out/taken/requests__2026-11-20.csv", "out/taken/requests__2026-11-20.done"},
        ),
        (
            {"move": "/taken"},
            {"/taken/requests__2026-11-20.csv", "/taken/requests__2026-11-20.done"},
        ),
    ],
)
def test_afterwards_a_file_is_left_moved_or_deleted_with_its_marker(
    installation: Installation, store: Store, after: object, left: set[str]
) -> None:
    store.put(CSV, b"a\n1\n")
    store.put("out/requests__2026-11-20.done", b"")
    collect(installation, store, after=after)
    assert set(store.kept) == left
    assert set(landed(installation.home)) == {LANDED, LANDED.replace(".csv", ".done")}


def test_a_moved_file_never_replaces_another(installation: Installation, store: Store) -> None:
    for content in (b"a\n1\n", b"a\n2\n"):
        store.put(CSV, content)
        collect(installation, store, after={"move": "taken"})
    assert sorted(content for content, _ in store.kept.values()) == [b"a\n1\n", b"a\n2\n"]


def test_what_changed_since_it_was_collected_is_not_deleted(
    installation: Installation, store: Store
) -> None:
    store.put(CSV, b"a\n1\n")
    collect(installation, store)
    original = store.files

    def changed_since(folder: str) -> list[RemoteFile]:
        found = original(folder)
        store.put(CSV, b"a\n2\n", LONG_AGO + 5)
        return found

    store.files = changed_since  # type: ignore[method-assign]
    collect(installation, store, after="delete")
    assert store.kept[CSV][0] == b"a\n2\n"


@pytest.mark.parametrize(
    ("written", "night"),
    [
        ("2026-11-20T21:00", "2026-11-20"),
        ("2026-11-21T01:30", "2026-11-20"),
        ("2026-11-21T03:00", "2026-11-21"),
        ("2026-07-01T01:30", "2026-07-01"),
    ],
)
def test_a_file_of_a_fixed_name_is_named_by_the_night_it_was_written_for(
    installation: Installation, store: Store, written: str, night: str
) -> None:
    """01:30 UTC is 02:30 in a British July, when the night of 30 June has begun."""
    at = dt.datetime.fromisoformat(written).replace(tzinfo=dt.UTC).timestamp()
    store.put("out/requests.csv", b"a\n1\n", at)
    store.put("out/EHC export.csv", b"a\n2\n", at)
    collect(installation, store, dataset="requests")
    assert set(landed(installation.home)) == {
        f"312/case_system/requests__{night}.csv",
        f"312/case_system/requests__{night}__EHC export.csv",
    }


def test_a_name_that_identifies_the_dataset_is_kept(
    installation: Installation, store: Store
) -> None:
    store.put(CSV, b"a\n1\n")
    collect(installation, store, dataset="requests")
    assert set(landed(installation.home)) == {LANDED}


def test_two_files_of_one_name_are_refused_and_the_others_are_collected(
    installation: Installation, store: Store
) -> None:
    store.put(CSV, b"a\n1\n")
    collect(installation, store)
    store.put("more/requests__2026-11-20.csv", b"a\n2\n")
    store.put("more/plans__2026-11-20.csv", b"a\n3\n")
    with pytest.raises(NotCollected, match=f"and c:{CSV} would both be landing/{LANDED}"):
        collect(installation, store, files="more/*.csv")
    assert landed(installation.home)[LANDED] == b"a\n1\n"
    assert "312/case_system/plans__2026-11-20.csv" in landed(installation.home)


def test_a_name_leads_to_no_other_folder(installation: Installation, store: Store) -> None:
    for path in ("out/..", "out/.hidden.csv", "out/a\\..\\b.csv", "out/a\n.csv", "out/a.csv.part"):
        store.put(path, b"a\n1\n")
    assert collect(installation, store, files="out/*") == []
    assert landed(installation.home) == {}


def test_a_damaged_memory_is_named(installation: Installation) -> None:
    file = memory.file(installation.home, "312", "case_system")
    file.parent.mkdir(parents=True)
    file.write_text('{"files": 3}')
    with pytest.raises(NotCollected, match="can't be read"):
        memory.of(installation.home, "312", "case_system")
