"""Of a history, Spark overwrites the partitions of the authorities whose files have changed."""

import shutil
from pathlib import Path

import duckdb
import pytest

from steps.dbt import process
from steps.spark import build, cluster, histories
from tests.spark.conftest import AS_AT

PLANS, PLACES = "hist_case_system__plans", "hist_places__commissioned_places"
Partitions = dict[str, dict[str, set[str]]]  # names of files by history and la_code


@pytest.fixture(scope="module")
def copied(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("histories") / "home"
    shutil.copytree(home, folder, symlinks=True)
    return folder


def built(home: Path) -> Partitions:
    """Build the histories on a new cluster."""
    with cluster.running(home / "spark") as running:
        variables = process.environment(home, AS_AT)
        ran = build.run(home, variables, running, ["--select", "+path:models/history"])
        assert [each.message for each in ran.values() if each.status != "success"] == []
    found: Partitions = {}
    for file in (home / "spark" / "tables" / histories.SCHEMA).glob("*/la_code=*/*.parquet"):
        la_code = file.parent.name.removeprefix("la_code=")
        found.setdefault(file.parents[1].name, {}).setdefault(la_code, set()).add(file.name)
    return found


def current_rows(home: Path, history: str, la_code: str) -> int:
    files = home / "spark" / "tables" / histories.SCHEMA / history / f"la_code={la_code}"
    current = "where valid_to is null"
    with duckdb.connect() as db:
        [[number]] = db.execute(f"select count(*) from '{files}/*.parquet' {current}").fetchall()
    return int(number)


def change(home: Path) -> None:
    """991 has sent its latest plans again, without one of them; 990 has no places any more."""
    receipts = home / "receipts" / "receipts.parquet"
    file = max((home / "raw" / "case_system" / "plans" / "991").glob("*.parquet"))
    with duckdb.connect() as db:
        db.execute(f"create table plans as from '{file}'")
        db.execute("delete from plans where _line = (select max(_line) from plans)")
        db.execute(f"copy plans to '{file}'")
        db.execute(f"create table receipts as from '{receipts}'")
        db.execute(
            "update receipts set raw_sha256 = 'changed' where load_id = $1",
            [file.stem.partition("__")[2]],
        )
        db.execute("delete from receipts where la_code = '990' and dataset = 'commissioned_places'")
        db.execute(f"copy receipts to '{receipts}'")


def test_only_what_has_changed_is_overwritten(copied: Path) -> None:
    first = built(copied)
    assert set(first[PLANS]) == set(first[PLACES]) == {"990", "991"}
    plans = current_rows(copied, PLANS, "991")
    change(copied)

    second = built(copied)

    assert second[PLANS]["991"].isdisjoint(first[PLANS]["991"])
    assert current_rows(copied, PLANS, "991") == plans - 1
    assert set(second[PLACES]) == {"991"}
    second[PLANS]["991"], second[PLACES]["990"] = first[PLANS]["991"], first[PLACES]["990"]
    assert second == first
