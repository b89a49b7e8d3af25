"""A build of one authority gives what a build of all gives: every row of every table."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

from steps.dbt import build, build_inputs, process, run_results
from steps.dbt.changed_authorities import LOADS
from tests.dbt import server as dbt_server
from tests.night.conftest import Demonstration

pytestmark = pytest.mark.slow
NIGHT = "2026-11-20"
CHANGED = "991"
LATEST = (  # loads of each of its datasets
    f"la_code = '{CHANGED}' and (source, dataset, business_date) in (select (source, dataset, "
    f"max(business_date)) from {LOADS} where la_code = '{CHANGED}' group by source, dataset)"
)


Rows = dict[str, tuple[int, int]]  # by table


@dataclass(frozen=True)
class Alone:
    """The rows before and after a build of 991 alone, and what it reported."""

    before: Rows
    after: Rows
    reported: str


@pytest.fixture(scope="module")
def whole(demonstration: Demonstration) -> Rows:
    """The rows of the demonstration, of which all authorities were built."""
    return _rows(demonstration.first.home / "warehouse.duckdb")


@pytest.fixture(scope="module")
def home(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the demonstration, whose warehouse is of earlier files of 991: every table has
    lost rows of 991 and has others twice, and the histories lack lines of its latest files."""
    home = tmp_path_factory.mktemp("one changed")
    for part in ("raw", "receipts", "quarantine", "closes", "settings", "settings_tables", "dbt"):
        shutil.copytree(demonstration.first.home / part, home / part)
    for file in demonstration.first.home.glob("warehouse.*"):
        shutil.copy2(file, home)
    built = home / "warehouse.duckdb"
    with duckdb.connect(str(built)) as db:
        for table in _tables(db, of_authorities=True):
            _spoil(db, table)
        db.execute(f"update {LOADS} set raw_sha256 = 'of an earlier file' where {LATEST}")
    inputs = build_inputs.read(home, NIGHT, None)
    earlier = replace(inputs, of_each=inputs.of_each | {CHANGED: "of earlier files"})
    build_inputs.record_build(built, earlier, run_results.build_id(home))
    return home


def _spoil(db: duckdb.DuckDBPyConnection, table: str) -> None:
    of_changed = f"la_code = '{CHANGED}'"
    if table.startswith("history.hist_"):
        latest = f"select load_id from {LOADS} where {LATEST}"
        lost = f"_line % 2 = 0 and _load_id in ({latest})"
        db.execute(f"delete from {table} where {of_changed} and {lost}")
    elif table != LOADS:
        db.execute(f"delete from {table} where {of_changed} and rowid % 3 > 0")
        db.execute(f"insert into {table} from {table} where {of_changed}")


@pytest.fixture(scope="module")
def alone(home: Path) -> Alone:
    reported: list[str] = []
    before = _rows(home / "warehouse.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(home))
        patch.setattr(process, "run", dbt_server.run_forked)
        patch.setattr(build, "report", reported.append)
        build.build(home, NIGHT)
    return Alone(before, _rows(home / "warehouse.duckdb"), "\n".join(reported))


def test_every_table_is_the_same(alone: Alone, whole: Rows) -> None:
    assert "built 991 alone" in alone.reported
    assert list(alone.after) == list(whole)
    assert len(whole) > 200
    assert _different(alone.after, whole) == []


def test_the_change_reaches_the_marts(alone: Alone, whole: Rows) -> None:
    """Otherwise the comparison would prove nothing."""
    wrong_before = _different(alone.before, whole)
    assert len([name for name in wrong_before if name.startswith("marts.")]) > 40
    assert len([name for name in wrong_before if name.startswith("history.hist_")]) > 10


def test_the_file_of_the_build_is_gone(alone: Alone, home: Path) -> None:
    assert not (home / "changed").exists()


def _tables(db: duckdb.DuckDBPyConnection, of_authorities: bool = False) -> list[str]:
    """The tables, or those with a column la_code."""
    found = db.execute(
        "select distinct schema_name || '.' || table_name from duckdb_columns() "
        "semi join duckdb_tables() using (database_name, schema_name, table_name) "
        "where column_name = 'la_code' or not $1 order by all",
        [of_authorities],
    ).fetchall()
    return [name for (name,) in found]


def _rows(warehouse: Path) -> Rows:
    """The number of rows of each table, and the sum of their hashes, which are the same for the
    same rows in another order."""
    with duckdb.connect(str(warehouse), read_only=True) as db:
        query = "select count(*), sum(hash(each)) from {} as each"
        return {name: db.execute(query.format(name)).fetchone() for name in _tables(db)}


def _different(some: Rows, others: Rows) -> list[str]:
    return [name for name in others if some[name] != others[name]]
