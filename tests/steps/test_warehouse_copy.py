"""A copy of the warehouse holds what the warehouse holds, whatever an earlier copy left."""

import subprocess
import sys
from pathlib import Path

import duckdb

from steps.dbt import warehouse as warehouse_file

KILLED = """
import duckdb, os, sys
db = duckdb.connect(sys.argv[1])
db.execute("insert into figures select 777")
os.kill(os.getpid(), 9)
"""


def test_a_killed_build_in_an_earlier_copy_adds_nothing_to_the_next(tmp_path: Path) -> None:
    warehouse, copied = tmp_path / "warehouse.duckdb", tmp_path / "aside" / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as db:
        db.execute("create table figures as select 1 as figure")
    warehouse.with_suffix(".history").write_text("fingerprint")
    copied.parent.mkdir()
    warehouse_file.copy(warehouse, copied)
    subprocess.run([sys.executable, "-c", KILLED, str(copied)], check=False)
    assert copied.with_suffix(".duckdb.wal").exists()

    warehouse_file.copy(warehouse, copied)
    with duckdb.connect(str(copied)) as db:
        assert db.sql("select * from figures").fetchall() == [(1,)]
    assert copied.with_suffix(".history").read_text() == "fingerprint"
