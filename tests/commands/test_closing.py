"""`send close` and `send reopen`: their messages, and the records that they keep."""

import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from publish import outputs, snapshot
from publish.closes import export, store
from publish.closes.period import Period
from steps import closing
from tests.published_period import one_published_period

PERIOD = ["--la=312", "--year=2026-27", "--period=1"]
ROLE = "--by=Chief Accountant"
GONE = "it was written, and it is missing"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return one_published_period(tmp_path_factory.mktemp("home"))


@pytest.fixture
def home(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "it's a home"
    shutil.copytree(published, copy, symlinks=True)
    monkeypatch.setenv("SEND_HOME", str(copy))
    return copy


def kept(home: Path) -> list[str]:
    return sorted(str(p.relative_to(store.root(home))) for p in store.root(home).rglob("v*"))


def test_close_again_and_reopen_print_what_they_did(home: Path, send) -> None:
    folder = "312/2026-27/1/v1"
    leftover = store.root(home) / "312" / "2026-27" / "1" / ".unfinished-7"
    leftover.mkdir(parents=True)  # of a close that was killed
    closed = send("close", *PERIOD, ROLE)
    assert closed.exit_code == 0
    assert "312 2026-27 period 1 closed as v1, as at 2026-05-11: £1,234.50" in closed.stdout
    assert "send night --date 2026-05-11" in closed.stdout
    assert kept(home) == [folder]
    assert not leftover.exists()
    again = send("close", *PERIOD, ROLE)
    assert again.exit_code == 0
    assert "unchanged" in again.stdout
    reopened = send("reopen", *PERIOD, ROLE, "--reason=A school's late invoice")
    assert reopened.exit_code == 0
    assert "closed as v1, is open again" in reopened.stdout
    record = (store.root(home) / f"{folder}.reopened.json").read_bytes()
    once_more = send("reopen", *PERIOD, ROLE, "--reason=A school's late invoice")
    assert (once_more.exit_code, once_more.stdout) == (0, reopened.stdout)
    assert kept(home) == [folder, f"{folder}.reopened.json"]
    assert (store.root(home) / f"{folder}.reopened.json").read_bytes() == record
    assert "closed as v2" in send("close", *PERIOD, ROLE).stdout
    (one, two), damaged = store.read(home)
    assert damaged == []
    assert one.fingerprints["output_sha256"] == two.fingerprints["output_sha256"]


def test_a_changed_record_of_a_reopening_is_found_and_stops_the_next_close(home, send) -> None:
    send("close", *PERIOD, ROLE)
    send("reopen", *PERIOD, ROLE, "--reason=A school's late invoice")
    send("close", *PERIOD, ROLE)
    reopened = store.root(home) / "312/2026-27/1/v1.reopened.json"
    written = reopened.read_text("utf-8")
    reopened.unlink()
    missing, gone = store.read(home)[1]
    assert "the record that v1 was reopened is missing" in str(missing)
    assert (gone.place.rpartition("/")[2], gone.problem) == ("v1.reopened.json", GONE)
    reopened.write_text(written.replace("Chief", "Deputy"), "utf-8")
    (changed,) = store.read(home)[1]
    assert "v1.reopened.json is not what was written" in str(changed)
    reopened.unlink()
    reopened.with_name("v2.reopened.json").write_text(written, "utf-8")
    assert "v2.reopened.json is of another close" in " ".join(map(str, store.read(home)[1]))
    refused = send("close", *PERIOD, ROLE)
    assert refused.exit_code == 2
    assert "Records of earlier closes are damaged" in refused.stderr


@pytest.mark.parametrize("deleted", [".", "312", "312/2026-27/1/v1"])
def test_a_deleted_close_is_named_until_it_is_restored(
    home: Path, send, deleted: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By each build, also where none came between; and nothing is decided meanwhile."""
    send("close", *PERIOD, ROLE)
    (store.root(home) / deleted).rename(tmp_path / "deleted")
    for _ in range(2):
        caplog.clear()
        closing.write_closes()
        (line,) = caplog.messages
        assert line.startswith(f"landing/.received/closes/312/2026-27/1/v1: {GONE}. ")
        with duckdb.connect() as db:
            named = str(home / "closes" / "damaged.parquet")
            found = db.execute("select la_code from read_parquet($1)", [named]).fetchall()
        assert found == [("312",)]
    assert GONE in send("verify").output
    refused = send("close", *PERIOD, ROLE)
    assert refused.exit_code == 2
    assert GONE in refused.stderr
    assert kept(home) == []
    shutil.rmtree(store.root(home) / deleted, ignore_errors=True)
    (store.root(home) / deleted).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "deleted").rename(store.root(home) / deleted)
    assert export.export(home) == []
    assert "unchanged" in send("close", *PERIOD, ROLE).stdout


def test_a_deleted_reopening_is_named(home: Path, send) -> None:
    """The period would count as closed again."""
    send("close", *PERIOD, ROLE)
    send("reopen", *PERIOD, ROLE, "--reason=A school's late invoice")
    (store.root(home) / "312/2026-27/1/v1.reopened.json").unlink()
    for _ in range(2):
        (gone,) = export.export(home)
        assert (gone.place.rpartition("/")[2], gone.problem) == ("v1.reopened.json", GONE)


def test_deleted_closes_are_given_up_with_the_tables_of_the_build(home: Path, send) -> None:
    send("close", *PERIOD, ROLE)
    shutil.rmtree(store.root(home))
    assert export.export(home)
    shutil.rmtree(home / "closes")
    assert export.export(home) == []
    assert "closed as v1" in send("close", *PERIOD, ROLE).stdout


def test_damaged_tables_of_the_build_stop_a_close_and_are_written_again(
    home: Path, send, caplog: pytest.LogCaptureFixture
) -> None:
    send("close", *PERIOD, ROLE)
    export.export(home)
    before = (home / "closes" / "closes.parquet").read_bytes()
    (home / "closes" / "closes.parquet").write_bytes(before[:100])
    refused = send("close", *PERIOD, ROLE)
    assert (refused.exit_code, "Run `send night`" in refused.stderr) == (2, True)
    closing.write_closes()
    (line,) = caplog.messages
    assert line == f"DAMAGED {home}/closes: deleted. The build writes it from {store.root(home)}."
    assert (home / "closes" / "closes.parquet").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([*PERIOD, "--by=Alice Example"], "a role"),
        (["--la=31", "--year=2026-27", "--period=1", ROLE], "three digits"),
        (["--la=../..", "--year=2026-27", "--period=1", ROLE], "three digits"),
        (["--la=312", "--year=2026-28", "--period=1", ROLE], "written 2026-27"),
        (["--la=312", "--year=2026-27", "--period=15", ROLE], "1 (April) to 14"),
        (["--la=312", "--year=2026-27", "--period=seven", ROLE], "1 (April) to 14; found 'seven'"),
        (["--la=312", "--year=2026-27", "--period=", ROLE], "1 (April) to 14; found ''"),
        (["--la=312", "--year=2026-27", "--period=2", ROLE], "nothing is posted"),
        (["--la=313", "--year=2026-27", "--period=1", ROLE], "chart of accounts"),
    ],
)
def test_a_close_that_is_not_possible_is_refused_with_the_reason(
    home: Path, send, options, message
) -> None:
    refused = send("close", *options)
    assert refused.exit_code == 2
    assert message in refused.stderr
    assert "Alice" not in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not store.root(home).exists()


def test_a_month_that_has_not_ended_is_not_closed(home: Path, send) -> None:
    """Its trial balance may agree with the part of the month that is posted."""
    snapshot.publish(home, date(2026, 4, 29), set(), [outputs.TABLES])
    refused = send("close", *PERIOD, ROLE)
    assert refused.exit_code == 2
    assert "runs until 2026-04-30, and the publication is as at 2026-04-29" in refused.stderr
    assert re.search("night .*2026-04-30", refused.stderr)
    assert not store.root(home).exists()
    snapshot.publish(home, date(2026, 4, 30), set(), [outputs.TABLES])
    assert send("close", *PERIOD, ROLE).exit_code == 0


@pytest.mark.parametrize(
    ("period", "last_day"),
    [
        ("1", date(2027, 4, 30)),
        ("9", date(2027, 12, 31)),
        ("11", date(2028, 2, 29)),
        ("12", date(2028, 3, 31)),
        ("14", date(2028, 3, 31)),
    ],
)
def test_a_period_ends_with_its_month_and_the_adjustments_with_the_year(period, last_day) -> None:
    assert Period.of("312", "2027-28", period).last_day == last_day


def test_without_a_publication_nothing_can_be_closed(home: Path, send) -> None:
    (home / "published").unlink()
    refused = send("close", *PERIOD, ROLE)
    assert refused.exit_code == 2
    assert " night" in refused.stderr


def test_a_decision_dated_before_the_last_one_is_refused(home: Path, send) -> None:
    assert send("close", *PERIOD, ROLE).exit_code == 0
    snapshot.publish(home, date(2026, 5, 10), set(), [outputs.TABLES])
    refused = send("reopen", *PERIOD, ROLE, "--reason=too early by a day")
    assert refused.exit_code == 2
    assert "the latest decision on 2026-27 is of 2026-05-11" in refused.stderr
