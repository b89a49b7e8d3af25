"""The marts on a real Spark cluster equal the warehouse's: `make spark`."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import duckdb
import pytest

from steps.spark import build, cluster, comparison
from tests.night.conftest import invent, night

AS_AT = "2026-11-20"


@pytest.fixture(scope="module")
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose night DuckDB has built and published."""
    if not request.config.getoption("--spark"):
        pytest.skip("starts a Spark cluster and takes many minutes: run `make spark`")
    if lack := cluster.missing():
        pytest.skip(lack)
    folder = tmp_path_factory.mktemp("home")
    invent(folder)
    ran = night(folder, AS_AT)
    assert ran.exit_code == 0, ran.printed
    return folder


@pytest.fixture(scope="module")
def built(home: Path) -> build.Built:
    with cluster.running(home / "spark") as running:
        return build.build(home, AS_AT, running)


def test_every_mart_equals_duckdbs_value_by_value(home: Path, built: build.Built) -> None:
    compared = comparison.compare(home / "warehouse.duckdb", built)
    assert {f"{t.schema}.{t.table}": t.differences for t in compared if t.differences} == {}
    with duckdb.connect(str(home / "published" / "send.duckdb"), read_only=True) as db:
        published = db.execute(
            "select distinct schema_name, table_name from ops.data_dictionary"
        ).fetchall()
    assert set(published) <= {(table.schema, table.table) for table in compared}
    assert sum(table.values for table in compared) > 0


def test_no_amount_of_money_is_a_double(home: Path, built: build.Built) -> None:
    with duckdb.connect() as db:
        for table in sorted((home / "spark" / "tables").glob("*.db/*")):
            columns = db.execute(f"describe select * from '{table}/*.parquet'").fetchall()
            doubles = [name for name, kind, *_ in columns if kind in {"DOUBLE", "FLOAT"}]
            assert [name for name in doubles if name.endswith("_gbp")] == [], table.name


def test_both_workers_took_part(home: Path, built: build.Built) -> None:
    for number in range(1, cluster.WORKERS + 1):
        assert list((home / "spark" / f"worker{number}").glob("app-*/*/stderr")), number


def test_a_worker_killed_in_the_build_changes_nothing(
    request: pytest.FixtureRequest, home: Path, built: build.Built, tmp_path: Path
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
