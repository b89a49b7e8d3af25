"""What stays of Spark's tables from one build to the next; without Spark itself."""

from pathlib import Path

import duckdb
import pytest

from steps.spark import histories
from steps.spark import warehouse as spark_warehouse

PLANS, REMARKS = "hist_case_system__plans", "hist_finance_ledger__remarks"


def write(file: Path, query: str = "select 'p1' as plan_key") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql(query).write_parquet(str(file))
    return file


@pytest.fixture
def spark(tmp_path: Path) -> Path:
    """The folder of a cluster that has built a history of two authorities, one without rows, and a
    mart; a build that was killed has left a partition unfinished."""
    folder = tmp_path / "spark"
    built = folder / "tables" / histories.SCHEMA
    for la_code in ("0901", "990"):
        write(built / PLANS / f"la_code={la_code}" / "part-0.parquet")
    write(built / PLANS / ".spark-staging-1" / "la_code=990" / "part-0.parquet")
    (built / REMARKS).mkdir()
    write(folder / "tables" / "marts.db" / "timeliness" / "part-0.parquet")
    (folder / "master.log").touch()
    histories.record(folder)
    return folder


def files(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def test_whole_histories_stay_and_all_else_is_deleted(spark: Path) -> None:
    histories.clear(spark)
    plans = f"tables/{histories.SCHEMA}/{PLANS}"
    assert files(spark) == {
        histories.FINGERPRINT,
        f"{plans}/la_code=0901/part-0.parquet",
        f"{plans}/la_code=990/part-0.parquet",
    }
    assert histories.names(spark / "tables") == [PLANS]
    assert not (spark / "tables" / histories.SCHEMA / REMARKS).exists()


def test_histories_of_other_code_are_deleted(spark: Path) -> None:
    (spark / histories.FINGERPRINT).write_text("of earlier code", "utf-8")
    assert not histories.is_current(spark)
    histories.clear(spark)
    assert files(spark) == set()
    assert spark.is_dir()


def test_a_first_build_finds_an_empty_folder(tmp_path: Path) -> None:
    histories.clear(tmp_path / "spark")
    assert (tmp_path / "spark").is_dir()
    assert histories.names(tmp_path / "spark" / "tables") == []


def test_the_warehouse_shows_a_history_by_authority_and_one_without_rows(
    spark: Path, tmp_path: Path
) -> None:
    write(
        tmp_path / "raw" / "finance_ledger" / "remarks" / "_" / "none.parquet",
        "select '' as la_code, '' as journal_id where false",
    )
    warehouse = tmp_path / "warehouse.duckdb"
    spark_warehouse.write(warehouse, spark / "tables")
    with duckdb.connect(str(warehouse), read_only=True) as db:
        plans = db.execute(f"select la_code, plan_key from history.{PLANS} order by 1").fetchall()
        assert plans == [("0901", "p1"), ("990", "p1")]  # la_code is text
        assert db.execute(f"select journal_id, valid_to from history.{REMARKS}").fetchall() == []
        assert db.execute("from marts.timeliness").fetchall() == [("p1",)]
