"""A wrong option ends the command with a line that names it and exit code 2; nothing is changed."""

from datetime import date

import pytest

from ingest import paths
from steps import dates, sources
from steps.reporting import StepFailed
from tests.ingest import shapes

PERSONS = "312/case_system/persons__2026-11-20.csv"
ASKED = {"--la": "312", "--date": "2026-11-23", "--by": "DPO", "--reason": "upheld"}


@pytest.fixture
def known(installation, monkeypatch):
    """A home with one file, on a day when no file of a later date has arrived."""
    monkeypatch.setattr(dates, "today", lambda: date(2026, 11, 22))
    installation.send(PERSONS, shapes.persons(3))
    installation.load()
    for name in ("warehouse.history", "warehouse.duckdb"):
        (installation.home / name).write_text("")
    return installation


def refused(send, command, *options):
    """Run a command that ends with exit code 2; return its message."""
    ended = send(command, *options)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.parametrize("day", ["2026-02-30", "20261120", "20.11.2026", "today", ""])
@pytest.mark.parametrize("command", ["night", "as-known", "retain", "erase"])
def test_a_wrong_date_is_refused_with_an_example(installation, send, command, day):
    asked = {**ASKED, "--date": day} if command == "erase" else {"--date": day}
    message = refused(send, command, *(word for pair in asked.items() for word in pair))
    assert f"a date of the calendar is expected, such as 2026-11-20; found {day!r}" in message


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("night", ["--date", "2026-11-23"]),
        ("as-known", ["--date", "2026-11-20", "--known", "2027-11-20"]),
        ("retain", ["--date", "2999-01-01", "--apply"]),
    ],
)
def test_a_future_date_is_refused_and_nothing_is_changed(known, send, command, given):
    before = known.files()
    assert "is in the future" in refused(send, command, *given)
    assert known.files() == before
    assert not (known.home / "published").exists()


@pytest.mark.parametrize(
    ("command", "given"),
    [("night", ["--date", "1990-01-01"]), ("as-known", ["--date", "1990-01-01"])],
)
def test_a_night_before_the_first_file_is_refused(known, send, command, given):
    message = refused(send, command, *given)
    assert "1990-01-01 lies before all files" in message
    assert "from 2026-11-20 on" in message
    assert not (known.home / "published").exists()


def test_a_full_disk_is_reported_with_what_to_do(known, monkeypatch, send):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("commands.night.runner._run", full)
    message = refused(send, "night", "--date", "2026-11-20")
    assert f"No space left on device. Look at the disk of {known.home}" in message


def test_a_warehouse_that_no_build_has_finished_is_none(known, send):
    """A first build that could not start leaves the hash of its code."""
    (known.home / "warehouse.duckdb").unlink()
    message = refused(send, "as-known", "--date", "2026-11-20")
    assert message == f"There is no warehouse in {known.home} yet: run send night first.\n"


def test_another_user_than_that_of_the_home_is_told_so(known, monkeypatch, send):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "/srv/send/published/send.duckdb")

    monkeypatch.setattr("publish.oncall.operations.missing", refuse)
    message = refused(send, "missing")
    assert "Permission denied: '/srv/send/published/send.duckdb'" in message
    assert f"the same rights in {known.home}. Run the command as that user." in message
    assert "disk" not in message


def test_a_damaged_register_is_reported_in_one_sentence_of_what_to_do(known, send):
    paths.register(known.home).write_bytes(b"no database" * 100)
    message = refused(send, "retain", "--date", "2026-11-20").strip()
    assert "is damaged (file is not a database). Delete it and run again" in message
    assert message.endswith("every file is loaded again.")


def test_the_marts_of_a_future_date_are_refused_under_airflow_too(known):
    with pytest.raises(StepFailed, match="Expected a date up to 2026-11-22"):
        dates.marts_date("2026-11-23", [])


def test_a_date_is_in_the_past_once_a_file_is_about_it(known, monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: date(2025, 6, 1))
    assert dates.reporting_date(None) == "2026-11-20"
    assert dates.reporting_date("2026-11-20") == "2026-11-20"
    with pytest.raises(StepFailed, match="up to 2026-11-20"):
        dates.reporting_date("2026-11-21")


def test_a_file_dated_decades_ahead_waits_and_is_named(known, caplog):
    caplog.set_level("INFO")
    known.send("205/case_system/persons__2096-11-20.csv", shapes.persons(3))
    as_at = dates.reporting_date(None)
    assert as_at == "2026-11-20"
    assert sources.register_arrivals("case_system", as_at) == []
    sources.report_registered("case_system", as_at, [], is_reload=False)
    assert "1 file of a later date: landing/205/case_system/persons__2096-11-20.csv" in caplog.text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["--la", "321"], "No file has arrived from '321'"),
        (["--la", "312", "--dataset", "person"], "Did you mean persons?"),
    ],
)
def test_a_replay_of_an_unknown_authority_or_dataset_is_refused(known, send, given, message):
    assert message in refused(send, "replay", *given)


@pytest.mark.parametrize(
    ("option", "given", "message"),
    [
        ("--la", "31", "Invalid value for '--la': an authority's three digits are expected"),
        ("--la", "321", "No file has arrived from '321'"),
        ("--by", " ", "Invalid value for '--by': some words are expected"),
        ("--reason", "", "Invalid value for '--reason': some words are expected"),
    ],
)
def test_an_erasure_with_an_empty_option_is_not_begun(known, send, option, given, message):
    asked = {**ASKED, option: given}
    found = refused(send, "erase", *(word for pair in asked.items() for word in pair))
    assert message in found
    assert not (known.home / "landing" / ".received" / "erasures").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["night"],
        ["retain", "--date", "2026-11-20"],
        ["docs"],
        ["data-docs"],
        ["airflow", "version"],
    ],
)
def test_a_home_that_cannot_be_used_is_named(tmp_path, monkeypatch, send, command):
    home = tmp_path / "home"
    home.write_text("a file")
    monkeypatch.setenv("SEND_HOME", str(home))
    message = refused(send, *command)
    assert f"{home} can't be used (Not a directory)" in message
    assert "set SEND_HOME" in message
