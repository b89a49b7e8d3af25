"""The search after an erasure finds the person's case id in whatever file of the home holds it."""

import sqlite3
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest import paths
from ingest.register import arrivals
from steps.deletion import erasure, erasure_search
from tests.ingest import shapes
from tests.steps.test_erasure_search import write

CASE_ID = "P-PLANTED-1"


def in_sqlite(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("create table planted (note text)")
        database.execute("insert into planted values (?)", [f'{{"id": "{text}"}}'])
    database.close()


def in_table(path: Path, text: str, la_code: str = "312") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = f"select '{la_code}' as la_code, ['see {text}, and others'] as reasons, 1 as n"
    with duckdb.connect() as connection:
        if path.suffix == ".duckdb":
            connection.execute(
                f"attach '{path}' as made; create table made.t as {rows}; detach made"
            )
        else:
            connection.execute(f"copy ({rows}) to '{path}' (format parquet)")


PLACES = {
    "warehouse.duckdb": in_table,
    "publications/ab12/send.duckdb": in_table,
    "publications/ab12/marts/fct_ledger.parquet": in_table,
    "quarantine/312/ab.parquet": in_table,
    "raw/case_system/persons/312/a.parquet": in_table,
    "airflow/night/airflow.db": in_sqlite,
    "airflow/airflow.db": in_sqlite,
    "landing/.received/arrivals/ab.json": None,
    "landing/.received/redacted/ab.csv": None,
    "landing/.received/tmp/1.2.received": None,
    "logs/night.log": None,
    "logs/crash.log": None,
    "tmp/1.2.json": None,
    "data_docs/site/index.html": None,
    "validation_results/312/case_system.persons.json": None,
    "alerts/2026-11-20/312.json": None,
    "dbt/logs/dbt.log": None,
    "docs/data_dictionary.html": None,
    "settings/waivers.yml": None,
    "anything.else": None,
}


@pytest.mark.parametrize("place", PLACES)
def test_a_planted_id_is_found(installation, place) -> None:
    path, plant = installation.home / place, PLACES[place]
    assert arrivals.every_record(installation.home) == []  # the register is there before the search
    if plant:
        plant(path, CASE_ID)
    else:
        write(path, f"x {CASE_ID}: not found".encode())
    assert erasure_search.search("312", CASE_ID).found == {place: 1}
    assert erasure_search.search("312").found == {}
    assert erasure_search.search("312", "P-PLANTED-10").found == {}
    assert erasure_search.search("312", "PLANTED-1").found == {}  # a part of another id


def test_it_is_found_in_the_register(installation) -> None:
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    register = paths.register(installation.home)
    with sqlite3.connect(register) as database:
        database.execute(
            "update receipts set receipt = json_set(receipt, '$.planted', ?)", [CASE_ID]
        )
    database.close()
    assert erasure_search.search("312", CASE_ID).found == {"register.sqlite": 1}


def test_the_equal_id_of_another_authority_is_not_counted(installation) -> None:
    in_table(installation.home / "people/205.parquet", CASE_ID, "205")
    in_table(installation.home / "raw/case_system/persons/205/a.parquet", CASE_ID, "205")
    in_table(installation.home / "warehouse.duckdb", CASE_ID, "205")
    assert erasure_search.search("312", CASE_ID).found == {}


@pytest.mark.parametrize("case_id", ["P1", "100234"])
def test_an_id_like_a_count_is_not_searched_for(installation, case_id) -> None:
    write(installation.home / "logs/night.log", case_id.encode())
    assert not erasure_search.is_distinctive(case_id)
    assert erasure_search.search("312", case_id).found == {}


def test_the_dag_stops_where_the_id_is_left_and_keeps_the_file_with_it(installation) -> None:
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    asked = installation.home / "erase/312.txt"
    write(asked, CASE_ID.encode())
    write(installation.home / "logs/night.log", CASE_ID.encode())
    decision = erasure.ErasureDecision(date(2026, 11, 23), "DPO", "upheld")
    with pytest.raises(erasure.StepFailed, match=r"1 row in logs/night\.log"):
        erasure.erase_by_file("312", decision)
    assert asked.exists()
    (installation.home / "logs/night.log").unlink()
    erasure.erase_by_file("312", decision)
    assert not asked.exists()
