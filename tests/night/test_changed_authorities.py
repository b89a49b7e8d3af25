"""A build of one authority gives what a build of all gives: every row of every table."""

import shutil
from pathlib import Path

import duckdb
import pytest

from steps import build_inputs, dbt_build, dbt_process, dbt_results, warehouse
from tests.dbt import server as dbt_server
from tests.night.conftest import Demonstration

pytestmark = pytest.mark.slow
NIGHT = "2026-11-20"
CHANGED = "991"


@pytest.fixture(scope="module")
def home(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the demonstration, of which every latest file of 991 has lost and changed rows
    since the build."""
    home = tmp_path_factory.mktemp("one changed")
    for part in ("raw", "receipts", "quarantine", "closes", "settings", "settings_tables", "dbt"):
        shutil.copytree(demonstration.first.home / part, home / part)
    for file in demonstration.first.home.glob("warehouse.*"):
        shutil.copy2(file, home)
    # as if the build had been made here: its record names the home
    built, inputs = home / "warehouse.duckdb", build_inputs.read(home, NIGHT, None)
    build_inputs.keep(built, inputs, dbt_results.build_id(home))
    for dataset in sorted((home / "raw").glob(f"*/*/{CHANGED}")):
        _lose_rows(home, max(dataset.glob("*.parquet")))
    return home


def _lose_rows(home: Path, file: Path) -> None:
    receipts = home / "receipts" / "receipts.parquet"
    with duckdb.connect() as db:
        db.execute(f"create table kept as from '{file}' where hash(_line) % 10 > 0")
        db.execute(f"copy kept to '{file}'")
        db.execute(f"create table receipts as from '{receipts}'")
        db.execute(
            "update receipts set raw_sha256 = 'another' where la_code = $1 and load_id = $2",
            [CHANGED, file.stem.partition("__")[2]],
        )
        db.execute(f"copy receipts to '{receipts}'")


@pytest.fixture(scope="module")
def both(home: Path) -> tuple[Path, Path, str]:
    """The warehouse after a build of 991 alone, that after a build of all, and what the first build
    reported."""
    reported: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(home))
        patch.setattr(dbt_process, "run", dbt_server.run_forked)
        patch.setattr(dbt_build, "report", reported.append)
        dbt_build.build(home, NIGHT)
        alone = shutil.move(home / "warehouse.duckdb", home / "alone.duckdb")
        warehouse.delete(home / "warehouse.duckdb")
        dbt_build.build(home, NIGHT)
    return alone, home / "warehouse.duckdb", "\n".join(reported)


def test_every_table_is_the_same(both: tuple[Path, Path, str]) -> None:
    alone, whole, reported = both
    assert "built 991 alone" in reported
    with duckdb.connect() as db:
        db.execute(f"attach '{alone}' as alone (read_only); attach '{whole}' as whole (read_only)")
        tables = {name: _tables(db, name) for name in ("alone", "whole")}
        assert tables["alone"] == tables["whole"]
        different = [name for name in tables["whole"] if _differ(db, name)]
    assert not different
    assert len(tables["whole"]) > 200


def test_the_change_reaches_the_marts(both: tuple[Path, Path, str], demonstration) -> None:
    """Otherwise the comparison would prove nothing."""
    before = demonstration.first.home / "warehouse.duckdb"
    with duckdb.connect() as db:
        db.execute(
            f"attach '{before}' as alone (read_only); attach '{both[1]}' as whole (read_only)"
        )
        names = [name for name in _tables(db, "whole") if name.startswith("marts.")]
        different = [name for name in names if _differ(db, name)]
    assert len(different) > 40


def test_the_file_of_the_build_is_gone(both: tuple[Path, Path, str], home: Path) -> None:
    assert not (home / "changed").exists()


def _tables(db: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    found = db.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = $1 "
        "order by all",
        [database],
    ).fetchall()
    return [name for (name,) in found]


def _differ(db: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(
        db.execute(
            f"(from alone.{table} except all from whole.{table}) union all "
            f"(from whole.{table} except all from alone.{table}) limit 1"
        ).fetchall()
    )
