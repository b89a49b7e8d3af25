"""The commands that delete: what they ask, what they print, and when they say that all is done."""

import io

import duckdb
import pytest

from dags import erase, night, retain
from ingest.deletion import erasure_list
from tests.ingest import shapes

ASKED = ["--la", "312", "--date", "2026-11-23", "--by", "DPO", "--reason", "upheld"]
FOLDER = "312/case_system"


@pytest.fixture
def landed(installation, monkeypatch):
    """A installation with a child, a warehouse and publications; the night only loads."""

    def load(arguments):
        assert arguments == []
        installation.load()
        return 0

    monkeypatch.setattr(night, "main", load)
    for date in ("2020-03-30", "2026-11-20"):
        persons = shapes.persons(3, shapes.person(7, id="P-PLANTED-1"))
        installation.send(f"{FOLDER}/persons__{date}.csv", persons)
    installation.load()
    (installation.home / "warehouse.duckdb").write_bytes(b"")
    for name in ("now", "before"):
        (installation.home / "publications" / name / "marts").mkdir(parents=True)
    (installation.home / "published").symlink_to("publications/now")
    (installation.home / "as_known").mkdir()
    return installation


def run_erase(monkeypatch, typed):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return erase.main(ASKED)


def publish(installation, key):
    path = installation.home / "publications" / "now" / "marts" / "fct.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select '{key}' as person_key) to '{path}' (format parquet)")


def test_erase_says_counts_and_never_the_id(landed, monkeypatch, capsys):
    assert run_erase(monkeypatch, "P-PLANTED-1\n") == 0
    printed = capsys.readouterr()
    assert "case_system.persons: 2 rows taken out" in printed.out
    assert "P-PLANTED-1" not in printed.out + printed.err
    assert [path.name for path in (landed.home / "publications").iterdir()] == ["now"]
    assert not (landed.home / "as_known").exists()
    assert not (landed.home / "warehouse.duckdb").exists()
    rows = landed.rows("select count(*) from '{raw}/case_system/persons/312/*.parquet'")
    assert rows == [(6,)]


def test_erase_is_not_done_while_a_row_is_published(landed, monkeypatch, capsys):
    publish(landed, erasure_list.read(landed.home, "312").key("person", "P-PLANTED-1"))
    assert run_erase(monkeypatch, "P-PLANTED-1") == 2
    assert "STILL THERE: 1 row in published/marts/fct.parquet" in capsys.readouterr().err


def test_erase_of_nobody_known_says_so_and_remembers(landed, monkeypatch, capsys):
    assert run_erase(monkeypatch, "P-UNKNOWN") == 0
    assert "Nothing kept of 312 holds that case id" in capsys.readouterr().out
    assert erasure_list.read(landed.home, "312").holds("person", "P-UNKNOWN")


def test_erase_without_an_id_does_nothing(landed, monkeypatch, capsys):
    assert run_erase(monkeypatch, "") == 2
    assert "No case id came on standard input" in capsys.readouterr().err
    assert not erasure_list.exists(landed.home, "312")


def test_retain_shows_first_and_deletes_when_told(landed, capsys):
    assert retain.main(["--date", "2026-11-20"]) == 0
    printed = capsys.readouterr().out
    assert "312 case_system.persons: 1 file, 2020-03-30 to 2020-03-30" in printed
    assert "Nothing was touched" in printed
    old = landed.home / "landing" / FOLDER / "persons__2020-03-30.csv"
    assert old.exists()
    assert (landed.home / "warehouse.duckdb").exists()
    assert retain.main(["--date", "2026-11-20", "--apply"]) == 0
    assert not old.exists()
    assert not (landed.home / "warehouse.duckdb").exists()
    assert retain.main(["--date", "2026-11-20"]) == 0
    assert "0 files whose time to be kept is over" in capsys.readouterr().out
