"""The marts on a real Spark cluster equal the warehouse's: `make spark`."""

import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import duckdb
import pytest

from steps.spark import build, cluster, comparison
from tests.night.conftest import night
from tests.spark.conftest import AS_AT


@pytest.fixture(scope="module")
def on_spark(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the home, whose night was run again on Spark, from the same files."""
    folder = tmp_path_factory.mktemp("spark") / "home"
    shutil.copytree(home, folder, symlinks=True)
    ran = night(folder, AS_AT, SEND_ENGINE="spark")
    assert ran.exit_code == 0, ran.printed
    return folder


@pytest.fixture(scope="module")
def built(on_spark: Path) -> build.Built:
    return build.tables_of(on_spark / "spark" / "tables")


def test_every_mart_equals_duckdbs_value_by_value(home: Path, built: build.Built) -> None:
    compared = comparison.compare(home / "warehouse.duckdb", built)
    assert {f"{t.schema}.{t.table}": t.differences for t in compared if t.differences} == {}
    with duckdb.connect(str(home / "published" / "send.duckdb"), read_only=True) as db:
        published = db.execute(
            "select distinct schema_name, table_name from ops.data_dictionary"
        ).fetchall()
    assert set(published) <= {(table.schema, table.table) for table in compared}
    assert sum(table.values for table in compared) > 0


def test_the_publication_from_spark_is_duckdbs_byte_for_byte(home: Path, on_spark: Path) -> None:
    def hashes(folder: Path) -> dict[str, str]:
        """By file; a file of DuckDB has a number of its own, so its hash is never another's."""
        lines = (folder / "published" / "SHA256SUMS").read_text("utf-8").splitlines()
        by_file = {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}
        return {name: sha for name, sha in by_file.items() if not name.endswith(".duckdb")}

    assert len(hashes(home)) > 300
    assert hashes(on_spark) == hashes(home)
    # Spark's warehouse is made anew, so its tables are written anew: in a folder of their own
    ids = {(each / "published").resolve().name.partition(".")[0] for each in (home, on_spark)}
    assert len(ids) == 1
    with duckdb.connect(str(on_spark / "warehouse.duckdb"), read_only=True) as db:
        views = db.execute("select sql from duckdb_views() where schema_name = 'marts'").fetchall()
    assert views  # it was built on Spark
    assert all(str(on_spark / "spark" / "tables") in sql for (sql,) in views)


def test_every_mart_built_through_spark_connect_is_the_same(home: Path, tmp_path: Path) -> None:
    with cluster.running(tmp_path / "spark", by_connect=True) as running:
        assert running.connection.keys() == {"SPARK_REMOTE"}
        by_connect = build.build(home, AS_AT, running)
        compared = comparison.compare(home / "warehouse.duckdb", by_connect)
    assert {f"{t.schema}.{t.table}": t.differences for t in compared if t.differences} == {}
    assert sum(table.values for table in compared) > 0


def test_no_amount_of_money_is_a_double(on_spark: Path) -> None:
    with duckdb.connect() as db:
        tables = (on_spark / "spark" / "tables").glob("*.db/*")
        for table in sorted(each for each in tables if any(each.rglob("*.parquet"))):
            columns = db.execute(f"describe select * from '{table}/**/*.parquet'").fetchall()
            doubles = [name for name, kind, *_ in columns if kind in {"DOUBLE", "FLOAT"}]
            assert [name for name in doubles if name.endswith("_gbp")] == [], table.name


def test_both_workers_took_part(on_spark: Path) -> None:
    for number in range(1, cluster.WORKERS + 1):
        folder = on_spark / "spark" / f"worker{number}"
        assert list(folder.glob("app-*/*/stderr")), number


def test_a_worker_killed_in_the_build_changes_nothing(
    request: pytest.FixtureRequest, home: Path, tmp_path: Path
) -> None:
    if not request.config.getoption("--faults"):
        pytest.skip("builds a second time: run with --spark --faults 1")
    with cluster.running(tmp_path / "spark") as running:
        killer = threading.Thread(target=_kill_worker, args=(running,))
        killer.start()
        again = build.build(home, AS_AT, running)
        killer.join()
        compared = comparison.compare(home / "warehouse.duckdb", again)
    assert {f"{t.schema}.{t.table}": t.differences for t in compared if t.differences} == {}


def _kill_worker(running: cluster.Cluster) -> None:
    """Kill a worker and its executor (-9), once the first marts have been built."""
    while not (running.tables / "marts.db").exists():
        time.sleep(1)
    worker = running.pids["worker1"]
    executors = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(worker)], capture_output=True, text=True, check=True
    ).stdout.split()
    for pid in [worker, *map(int, executors)]:
        os.kill(pid, signal.SIGKILL)
