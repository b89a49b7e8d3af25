"""A publication is complete, the same for the same inputs, and survives a crash at any step."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from publish import outputs, snapshot, sorted_copy

pytestmark = pytest.mark.slow

BuildWarehouse = Callable[[dict[str, int]], None]

AS_AT = date(2026, 11, 20)


def publish(
    home: Path, as_at: date = AS_AT, held_back: set[str] | None = None
) -> snapshot.Publication:
    return snapshot.publish(home, as_at, held_back or set(), [outputs.TABLES])


def completed(home: Path) -> dict[str, int]:
    """Read each authority's count of 2026 from what is published."""
    with duckdb.connect(":memory:") as db:
        db.execute(f"attach '{home}/published/send.duckdb' as published (read_only)")
        rows = db.execute(
            "select la_code, completed from published.marts.timeliness "
            "where period_start = date '2026-01-01'"
        )
        return dict(rows.fetchall())


def every_byte(home: Path) -> dict[str, bytes]:
    published = (home / "published").resolve()
    return {
        str(path.relative_to(published)): path.read_bytes()
        for path in sorted(published.rglob("*.parquet"))
    }


def test_publishes_marts_and_ops_as_tables_and_parquet(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    build_warehouse({"990": 10, "991": 20})
    done = publish(home)

    assert done.changed
    assert done.rows == {"marts.timeliness": 4, "marts.totals": 1, "ops.load_receipts": 2}
    assert (home / "published").resolve() == done.path.resolve()
    assert sorted(every_byte(home)) == [
        "marts/timeliness.parquet",
        "marts/totals.parquet",
        "ops/load_receipts.parquet",
        "ops/publications.parquet",
    ]
    with duckdb.connect(":memory:") as db:
        db.execute(f"attach '{home}/published/send.duckdb' as published (read_only)")
        tables = db.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'published' "
            "order by all"
        ).fetchall()
        publications = db.execute("from published.ops.publications order by all").fetchall()
    assert tables == [
        ("marts", "timeliness"),
        ("marts", "totals"),
        ("ops", "load_receipts"),
        ("ops", "publications"),
    ]
    assert publications[0] == (done.publication_id, AS_AT, "marts", "timeliness", 4, [])
    writable = [p for p in done.path.rglob("*.*") if p.stat().st_mode & stat.S_IWUSR]
    assert not writable


def test_publishing_the_same_tables_again_changes_nothing(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    build_warehouse({"990": 10, "991": 20})
    first = publish(home)
    build_warehouse({"991": 20, "990": 10})  # the same rows, in another order
    again = publish(home)

    assert again.publication_id == first.publication_id
    assert not again.changed
    assert [p.name for p in (home / "publications").iterdir()] == [first.publication_id]


def test_the_same_tables_give_the_same_parquet_files(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    build_warehouse({"990": 10, "991": 20})
    publish(home)
    before = every_byte(home)
    for path in ("publications", "published"):
        (home / path).rename(home / f"{path}.gone")
    build_warehouse({"991": 20, "990": 10})
    publish(home)

    assert every_byte(home) == before


@pytest.mark.parametrize("rows_at_once", [1, 2])
def test_a_table_that_is_sorted_in_parts_gives_the_same_parquet_files(
    rows_at_once: int, home: Path, build_warehouse: BuildWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As large tables are. One row has no authority; 992 is held back and has no row yet."""
    build_warehouse({"991": 20, "990": 10, "992": 30})
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("insert into marts.timeliness by name select null as la_code, 7 as completed")
    publish(home, held_back={"992"})
    before = every_byte(home)
    for path in ("publications", "published"):
        (home / path).rename(home / f"{path}.gone")
    monkeypatch.setattr(sorted_copy, "SORTED_AT_ONCE", rows_at_once)
    publish(home, held_back={"992"})

    assert b"990" in before["marts/timeliness.parquet"]
    assert every_byte(home) == before


def test_a_held_back_authority_keeps_its_rows_of_the_last_publication(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    build_warehouse({"990": 10, "991": 20})
    publish(home)
    build_warehouse({"990": 11, "991": 99})
    publish(home, date(2026, 11, 21), {"991"})
    assert completed(home) == {"990": 11, "991": 20}

    build_warehouse({"990": 12, "991": 98})  # held back for a second night
    done = publish(home, date(2026, 11, 22), {"991"})
    assert completed(home) == {"990": 12, "991": 20}
    with duckdb.connect(":memory:") as db:
        held = db.execute(
            f"select table_name, held_back from '{done.path}/ops/publications.parquet' order by all"
        ).fetchall()
    assert held == [("load_receipts", []), ("timeliness", ["991"]), ("totals", [])]


def test_an_authority_held_back_on_its_first_night_has_no_rows(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    build_warehouse({"990": 10, "991": 20})
    publish(home, held_back={"991"})
    assert completed(home) == {"990": 10}


def test_where_no_earlier_rows_are_kept_a_held_back_authority_has_none(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    """As marts built aside: readers of those made before find them until the new ones are there."""
    build_warehouse({"990": 10, "991": 20})
    publish(home)
    build_warehouse({"990": 11, "991": 99})
    seen = []
    look = snapshot.Output("look", lambda draft: seen.append(completed(draft.home)))
    both = [outputs.TABLES, look]
    snapshot.publish(home, AS_AT, {"991"}, both, keeps_earlier=False)
    assert seen == [{"990": 10, "991": 20}]
    assert completed(home) == {"990": 11}


def test_two_publications_are_kept(home: Path, build_warehouse: BuildWarehouse) -> None:
    done = []
    for night in range(3):
        build_warehouse({"990": night})
        done.append(publish(home))
    kept = {p.name for p in (home / "publications").iterdir()}
    assert kept == {done[1].publication_id, done[2].publication_id}


def test_the_outputs_follow_the_tables_and_are_not_written_again_for_the_same_tables(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    written = []

    def write(draft: snapshot.Draft) -> None:
        assert (draft.folder / "send.duckdb").exists()
        written.append(draft.as_at)
        (draft.folder / "note.txt").write_text("an output")

    both = [outputs.TABLES, snapshot.Output("note", write)]
    build_warehouse({"990": 10})
    done = snapshot.publish(home, AS_AT, set(), both)
    snapshot.publish(home, AS_AT, set(), both)
    assert written == [AS_AT]
    assert not (done.path / "note.txt").stat().st_mode & stat.S_IWUSR
    assert "note.txt" not in done.rows


@pytest.mark.parametrize("killed_at", ["replace", "symlink", "fsync", "chmod"])
def test_after_a_crash_the_last_publication_stays_and_the_next_run_replaces_it(
    home: Path,
    build_warehouse: BuildWarehouse,
    monkeypatch: pytest.MonkeyPatch,
    killed_at: str,
) -> None:
    build_warehouse({"990": 10})
    publish(home)
    build_warehouse({"990": 11})
    calls = 0
    for last_call in (0, 1):  # the first such call, then the second (there may be only one)
        real = getattr(os, killed_at)
        calls = 0

        def killed(*args: Any, real: Any = real, last: int = last_call, **kwargs: Any) -> Any:
            nonlocal calls
            if calls == last:
                raise KeyboardInterrupt("killed")
            calls += 1
            return real(*args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(os, killed_at, killed)
            try:
                publish(home)
            except KeyboardInterrupt:
                assert completed(home) == {"990": 10}

    publish(home)
    assert completed(home) == {"990": 11}
    assert not [p for p in home.rglob("*") if ".unfinished-" in p.name]


def test_without_warehouse_or_marts_nothing_is_published(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    with pytest.raises(FileNotFoundError, match="build the marts first"):
        publish(home)
    build_warehouse({"990": 10})
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("drop schema marts cascade")
    with pytest.raises(ValueError, match="nothing to publish"):
        publish(home)
    assert not (home / "published").exists()


READER = """
import sys, duckdb
path, stop = sys.argv[1:]
reads = 0
while True:
    with duckdb.connect(':memory:') as db:
        db.execute(f"attach '{path}/send.duckdb' as published (read_only)")
        parts, whole = db.execute(
            "select (select sum(completed) from published.marts.timeliness), "
            "(select completed from published.marts.totals)"
        ).fetchone()
    assert parts == whole, (parts, whole)
    reads += 1
    import os
    if os.path.exists(stop):
        break
print(reads)
"""


def test_readers_never_see_a_mixture_of_publications(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    """A reader in another process compares two marts repeatedly during twelve publications."""
    build_warehouse({"990": 1})
    publish(home)
    stop = home / "stop"
    command = [sys.executable, "-c", READER, str(home / "published"), str(stop)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader:
        time.sleep(0.5)
        for night in range(2, 14):
            build_warehouse({"990": night, "991": night * 2})
            publish(home)
        stop.touch()
        out, err = reader.communicate(timeout=30)
    assert reader.returncode == 0, err.decode()
    assert int(out) > 3
