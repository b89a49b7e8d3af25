"""After an erasure every file of the home is searched, also leftovers of killed processes."""

import gzip
import os
import zipfile

import duckdb
import pytest

from ingest.deletion import erasure_list
from send_home import temporary
from steps import lock
from steps.deletion import erasure_search

OTHER = "0" * 32


@pytest.fixture
def key(installation) -> str:
    """The key of an erased person of 312."""
    with erasure_list.locked(installation.home, "312") as erased:
        key = erased.key("person", "P-PLANTED-1")
        erased.keys["person"] = {key}
    return key


def write(path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def table(path, key: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = f"select unnest(['{key}', '{OTHER}/{key}', '{OTHER}', null]) as plan_key"
    with duckdb.connect() as connection:
        if path.suffix == ".duckdb":
            connection.execute(f"attach '{path}' as made; create table made.t as {rows}")
            connection.execute("create view made.v as from made.t; detach made")
        else:
            connection.execute(f"copy ({rows}) to '{path}' (format parquet)")


def test_a_key_is_found_wherever_it_is_left(installation, key) -> None:
    home = installation.home
    table(home / "raw/x/y/312/one.parquet", key)
    table(home / "people/tmp_.312.parquet.77.part", key)
    table(home / "somewhere.duckdb", key)
    write(home / "logs/night.log", b"x" * (erasure_search.CHUNK - 9) + key.encode() + b" " * 9)
    write(home / "tmp/1.json", key.encode())
    write(home / "old.json.gz", gzip.compress(key.encode()))
    write(home / "landing/.received/redacted/a.csv", key.encode())
    (home / "workbooks").mkdir()
    with zipfile.ZipFile(home / "workbooks/312.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("sheet1.xml", f"<v>{key}</v>")
    table(home / "raw/x/y/312/of_others.parquet", OTHER)
    write(home / "logs/other.log", OTHER.encode())
    assert erasure_search.search("312").found == {
        "raw/x/y/312/one.parquet": 2,
        "people/tmp_.312.parquet.77.part": 2,
        "somewhere.duckdb": 2,
        "logs/night.log": 1,
        "tmp/1.json": 1,
        "old.json.gz": 1,
        "landing/.received/redacted/a.csv": 1,
        "workbooks/312.xlsx": 1,
    }
    assert erasure_search.search("205").found == {}


def test_a_file_that_can_not_be_read_is_named(installation, key) -> None:
    file = installation.home / "people/312.parquet"
    table(file, OTHER)
    file.write_bytes(file.read_bytes()[:50])
    assert erasure_search.search("312").unsearched == ["people/312.parquet"]


def test_what_a_killed_process_left_is_deleted_by_the_next_that_is_alone(installation) -> None:
    home, ended = installation.home, 2**22 + 1  # no process has so high a number
    left = [
        home / "tmp" / f"{ended}.1.312.parquet",
        home / "tmp" / f"tmp_{ended}.2.312.parquet",
        home / "landing/.received/tmp" / f"{ended}.3.received",
        home / "tmp/batches/ab.parquet",
    ]
    of_another = home / "tmp" / f"{os.getppid()}.4.312.xlsx"
    for path in (*left, of_another):
        write(path, b"x")
    with lock.beside_loads(home):
        assert all(path.exists() for path in left)
    with lock.alone(home):
        assert not any(path.exists() for path in left)
    assert of_another.exists()


def test_temporary_files_lie_on_the_disk_of_their_target(installation) -> None:
    home = installation.home
    assert temporary.file(home / "raw/a.parquet").parent == home / "tmp"
    received = home / "landing/.received"
    assert temporary.file(received / "bytes/ab/abcd").parent == received / "tmp"
