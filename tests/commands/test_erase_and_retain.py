"""`send erase` and `send retain`: what they need, print and delete, and their exit codes."""

import duckdb
import pytest

from commands.night import runner
from ingest.deletion import erasure_list
from steps import lock
from tests.ingest import shapes

pytestmark = pytest.mark.slow

OPTIONS = ["--la", "312", "--date", "2026-11-23", "--by", "DPO", "--reason", "upheld"]
FOLDER = "312/case_system"
BUILT_ASIDE = ("as_known", "dbt/dev", "spark")


@pytest.fixture
def landed(installation, monkeypatch):
    """A home with a child, a warehouse and publications; the night only loads."""

    def load():
        installation.load()
        return 0

    monkeypatch.setattr(runner, "run", load)
    for date in ("2020-03-30", "2026-11-20"):
        persons = shapes.persons(3, shapes.person(7, id="P-PLANTED-1"))
        installation.send(f"{FOLDER}/persons__{date}.csv", persons)
    installation.load()
    (installation.home / "warehouse.duckdb").write_bytes(b"")
    for name in ("now", "before"):
        (installation.home / "publications" / name / "marts").mkdir(parents=True)
    (installation.home / "published").symlink_to("publications/now")
    for name in BUILT_ASIDE:
        (installation.home / name).mkdir(parents=True)
    return installation


def publish(installation, key):
    path = installation.home / "publications" / "now" / "marts" / "fct.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select '{key}' as person_key) to '{path}' (format parquet)")


def test_erase_prints_counts_and_never_the_id(landed, send):
    erased = send("erase", *OPTIONS, stdin="P-PLANTED-1\n")
    assert erased.exit_code == 0
    assert "case_system.persons: 2 rows removed" in erased.stdout
    assert "P-PLANTED-1" not in erased.output
    assert [path.name for path in (landed.home / "publications").iterdir()] == ["now"]
    assert not [name for name in BUILT_ASIDE if (landed.home / name).exists()]
    assert not (landed.home / "warehouse.duckdb").exists()
    rows = landed.rows("select count(*) from '{raw}/case_system/persons/312/*.parquet'")
    assert rows == [(6,)]


def test_no_night_waits_while_the_id_is_typed(landed, send, monkeypatch):
    held = []

    def typed():
        held.append(lock.descriptors(landed.home))
        return "P-PLANTED-1"

    monkeypatch.setattr("commands.erase._case_id", typed)
    assert send("erase", *OPTIONS).exit_code == 0
    assert held == [()]


def test_erase_is_not_done_while_a_row_is_published(landed, send):
    publish(landed, erasure_list.read(landed.home, "312").key("person", "P-PLANTED-1"))
    erased = send("erase", *OPTIONS, stdin="P-PLANTED-1")
    assert erased.exit_code == 2
    assert "STILL THERE: 1 row in publications/now/marts/fct.parquet" in erased.stderr


def test_erase_of_an_unknown_person_reports_it_and_keeps_the_key(landed, send):
    erased = send("erase", *OPTIONS, stdin="P-UNKNOWN")
    assert erased.exit_code == 0
    assert "No file of 312 holds that case id" in erased.stdout
    assert erasure_list.read(landed.home, "312").holds("person", "P-UNKNOWN")


def test_erase_without_an_id_does_nothing(landed, send):
    erased = send("erase", *OPTIONS)
    assert erased.exit_code == 2
    assert "No case id came on standard input" in erased.stderr
    assert not erasure_list.exists(landed.home, "312")


def test_retain_shows_first_and_deletes_with_apply(landed, send):
    shown = send("retain", "--date", "2026-11-20")
    assert shown.exit_code == 0
    assert "312 case_system.persons: 1 file, 2020-03-30 to 2020-03-30" in shown.stdout
    assert "Nothing was deleted" in shown.stdout
    old = landed.home / "landing" / FOLDER / "persons__2020-03-30.csv"
    assert old.exists()
    assert (landed.home / "warehouse.duckdb").exists()
    assert send("retain", "--date", "2026-11-20", "--apply").exit_code == 0
    assert not old.exists()
    assert not (landed.home / "warehouse.duckdb").exists()
    shown = send("retain", "--date", "2026-11-20")
    assert "0 files past the retention period" in shown.stdout
