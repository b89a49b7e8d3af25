"""Damaged files that are derived from others: the next night makes them again, and one line names
them."""

import sqlite3
from pathlib import Path

import duckdb
import pytest

from ingest import paths
from ingest.errors import RegisterUnavailable
from ingest.register import receipts
from steps import heal
from steps.dbt import warehouse
from tests.ingest import shapes

pytestmark = pytest.mark.slow

PERSONS = "205/case_system/persons__2026-11-20.csv"
LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"


def damage(file: Path, how: str) -> None:
    content = file.read_bytes()
    file.chmod(0o600)
    middle = len(content) // 2
    after = {
        "empty": b"",
        "cut": content[:middle],
        "garbage": b"no such file" * 100,
        "flipped": content[:middle] + bytes(64) + content[middle + 64 :],
    }
    file.write_bytes(after[how])


@pytest.fixture
def loaded(installation):
    """A home with accepted rows of two sources."""
    installation.send(PERSONS, shapes.persons(5))
    installation.send(LEDGER, shapes.transactions(5))
    installation.load()
    return installation


@pytest.mark.parametrize("how", ["cut", "garbage", "empty"])
def test_a_damaged_register_is_filled_again_from_landing(loaded, how, caplog) -> None:
    before = loaded.files()
    damage(paths.register(loaded.home), how)
    again = loaded.load()
    assert set(again) == {PERSONS, LEDGER}
    assert loaded.files() == before
    if how != "empty":  # SQLite takes an empty file for a new one
        [line] = [each for each in caplog.messages if each.startswith("DAMAGED")]
        assert "register.sqlite" in line
        assert "set aside as register.sqlite.damaged. Every file is loaded again" in line
    assert loaded.load() == {}


@pytest.mark.parametrize("column", ["arrivals.record", "receipts.receipt"])
@pytest.mark.parametrize("damaged", ["replace({}, '2026-11-20', '2026-11-10')", "'x' || {}"])
def test_a_digit_that_changed_in_the_register_is_found(loaded, column, damaged) -> None:
    before, (table, text) = loaded.files(), column.split(".")
    landed = {path: path.read_bytes() for path in paths.arrival_records(loaded.home).iterdir()}
    with sqlite3.connect(paths.register(loaded.home)) as register:
        register.execute(f"update {table} set {text} = {damaged.format(text)}")
    register.close()
    [line] = heal.before_a_night(loaded.home / "airflow.db")
    assert "register.sqlite (2 of its records are not as they were written): set aside" in line
    assert set(loaded.load()) == {PERSONS, LEDGER}
    assert loaded.files() == before
    assert {path: path.read_bytes() for path in landed} == landed


def test_a_record_that_is_no_json_names_the_command_that_heals(loaded) -> None:
    with sqlite3.connect(paths.register(loaded.home)) as register:
        register.execute("update receipts set receipt = substr(receipt, 2)")
    register.close()
    with pytest.raises(RegisterUnavailable, match=r"is damaged .* Run send verify"):
        receipts.read_all(loaded.home)


def test_a_register_of_another_version_is_filled_again(loaded, caplog) -> None:
    with sqlite3.connect(paths.register(loaded.home)) as register:
        register.execute("pragma user_version = 3")
    register.close()
    assert set(loaded.load()) == {PERSONS, LEDGER}
    [line] = [each for each in caplog.messages if "layout 3, expected 7" in each]
    assert line.startswith("OTHER VERSION")
    assert sorted(path.name for path in loaded.home.glob("register.sqlite*")) == [
        "register.sqlite",
        "register.sqlite.layout-3",  # nothing is named damaged that is not
    ]


@pytest.mark.parametrize("how", ["cut", "garbage", "empty", "flipped"])
def test_a_damaged_people_map_is_made_again_and_no_copy_stays(loaded, how, caplog) -> None:
    people = paths.people_map(loaded.home, "205")
    before = people.read_bytes()
    damage(people, how)
    assert set(loaded.load()) == {PERSONS}
    assert people.read_bytes() == before
    assert [path.name for path in people.parent.glob("[!.]*")] == ["205.parquet"]
    assert f"DAMAGED {people}: deleted. It is made again from 1 file(s) of 205" in caplog.text


@pytest.mark.parametrize("how", ["empty", "cut"])
def test_damaged_markers_of_datasets_are_written_again(loaded, how) -> None:
    markers = [*loaded.home.rglob("none.parquet"), paths.expected_files(loaded.home)]
    before = [path.read_bytes() for path in markers]
    assert len(markers) > 10
    for path in markers[::3]:
        damage(path, how)
    loaded.load()
    assert [path.read_bytes() for path in markers] == before


@pytest.mark.parametrize("how", ["cut", "garbage"])
def test_a_warehouse_that_can_not_be_opened_is_deleted(tmp_path, how, caplog) -> None:
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(file)) as db:
        db.execute("create table t as select range as n from range(100000)")
    damage(file, how)
    caplog.set_level("INFO", logger="send")
    warehouse.delete_unreadable(file)
    assert not file.exists()
    assert f"DAMAGED {file}" in caplog.text
    assert "deleted and built again from raw" in caplog.text


def test_a_warehouse_that_is_open_elsewhere_is_left(tmp_path, monkeypatch) -> None:
    file = tmp_path / "warehouse.duckdb"
    file.touch()

    def locked(*given, **options):
        raise duckdb.IOException("IO Error: Could not set lock on file: Conflicting lock is held")

    monkeypatch.setattr(duckdb, "connect", locked)
    warehouse.delete_unreadable(file)
    assert file.exists()


def test_airflows_metadata_is_set_aside(tmp_path) -> None:
    file = tmp_path / "airflow.db"
    file.write_bytes(b"garbage" * 1000)
    line = heal.sqlite_file(file, "It is made again")
    assert line == (
        f"DAMAGED {file} (file is not a database): set aside as airflow.db.damaged. "
        "It is made again."
    )
    assert heal.sqlite_file(file, "It is made again") is None
