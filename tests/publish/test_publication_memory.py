"""A publication keeps to the memory that it may take, and says what it lacks."""

from pathlib import Path

import duckdb
import pytest

from publish import memory
from publish.errors import PublishError
from tests.publish.test_snapshot import BuildWarehouse, completed, publish

pytestmark = pytest.mark.slow


def test_the_memory_of_a_publication_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit is written below the folder, and nothing of it stays."""
    monkeypatch.setenv("SEND_DUCKDB_MEMORY", "50MB")
    with memory.bounded(tmp_path) as db:
        db.execute("set threads = 1")
        db.execute("create table numbers as select hash(i) as number from range(4000000) t (i)")
        db.execute("create table sorted as from numbers order by number")
        spilt = db.execute("select sum(size) > 10e6 from duckdb_temporary_files()").fetchone()
        assert spilt == (True,)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("lots", "SEND_DUCKDB_MEMORY is 'lots': expected a size such as 4GB"),
        ("5MB", "more memory than it may take .SEND_DUCKDB_MEMORY is 5MB.* Give it more"),
    ],
)
def test_a_bound_that_is_wrong_is_named_and_the_publication_stays(
    home: Path,
    build_warehouse: BuildWarehouse,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    message: str,
) -> None:
    build_warehouse({"990": 10})
    first = publish(home)
    build_warehouse({"990": 11})
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("create table marts.big as select hash(i) as h from range(3000000) t (i)")
    monkeypatch.setenv("SEND_DUCKDB_MEMORY", limit)
    with pytest.raises(PublishError, match=message):
        publish(home)
    assert (home / "published").resolve() == first.path.resolve()
    assert completed(home) == {"990": 10}


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    full = duckdb.IOException("IO Error: Could not write file: No space left on device")
    with pytest.raises(PublishError, match="is full"), memory.bounded(tmp_path):
        raise full
