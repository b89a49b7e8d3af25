"""What becomes of a collected file at its source, and the name that it has in landing."""

import datetime as dt

import pytest

from ingest.collect import memory
from ingest.collect.source import NotCollected, RemoteFile
from tests.conftest import Installation
from tests.ingest.remote_store import CSV, LANDED, LONG_AGO, Store, collect, landed


@pytest.fixture
def store() -> Store:
    return Store()


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
        memory.read(installation.home, "312", "case_system")
