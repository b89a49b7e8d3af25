"""What commands are given and can't be meant: a line that names it, exit code 2, nothing done."""

from datetime import date

import pytest

from dags import as_known, dates, erase, night, retain, walk
from tests.ingest import shapes

PERSONS = "312/case_system/persons__2026-11-20.csv"
ASKED = {"--la": "312", "--date": "2026-11-23", "--by": "DPO", "--reason": "upheld"}


@pytest.fixture
def known(installation, monkeypatch):
    """A installation that one file came to, on a day when no later date has come."""
    monkeypatch.setattr(dates, "today", lambda: date(2026, 11, 22))
    installation.send(PERSONS, shapes.persons(3))
    installation.load()
    (installation.home / "warehouse.history").write_text("")
    return installation


def refused(capsys, command, *given):
    """What a command said on its way out; it left with exit code 2."""
    try:
        code = command.main(list(given))
    except SystemExit as left:  # argparse
        code = left.code
    said = capsys.readouterr().err
    assert code == 2
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("day", ["2026-02-30", "20.11.2026", "today", ""])
@pytest.mark.parametrize("command", [night, as_known, retain, erase])
def test_what_is_no_date_is_told_with_how_one_is_written(installation, capsys, command, day):
    asked = {**ASKED, "--date": day} if command is erase else {"--date": day}
    said = refused(capsys, command, *(word for pair in asked.items() for word in pair))
    assert f"a date of the calendar is expected, such as 2026-11-20; found {day!r}" in said


@pytest.mark.parametrize(
    ("command", "given"),
    [
        (night, ["--date", "2026-11-23"]),
        (as_known, ["--date", "2026-11-20", "--known", "2027-11-20"]),
        (retain, ["--date", "2999-01-01", "--apply"]),
    ],
)
def test_a_date_to_come_is_refused_and_nothing_is_touched(known, capsys, command, given):
    before = known.files()
    assert "is still to come" in refused(capsys, command, *given)
    assert known.files() == before
    assert not (known.home / "published").exists()


@pytest.mark.parametrize(
    ("command", "given"),
    [(night, ["--date", "1990-01-01"]), (as_known, ["--date", "1990-01-01"])],
)
def test_a_night_before_all_that_came_is_refused(known, capsys, command, given):
    said = refused(capsys, command, *given)
    assert "1990-01-01 lies before all that has come" in said
    assert "from 2026-11-20 on" in said
    assert not (known.home / "published").exists()


def test_a_disk_that_fails_is_told_with_what_to_do(known, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(night, "_run", full)
    said = refused(capsys, night, "--date", "2026-11-20")
    assert f"No space left on device. Look at the disk of {known.home}" in said


def test_the_marts_of_a_date_to_come_are_refused_under_airflow_too(known):
    with pytest.raises(walk.StepFailed, match="Expected a date up to 2026-11-22"):
        dates.marts_date("2026-11-23", [])


def test_a_date_has_come_with_the_first_file_that_speaks_of_it(known, monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: date(2025, 6, 1))
    assert dates.reporting_date(None) == "2026-11-20"
    assert dates.reporting_date("2026-11-20") == "2026-11-20"
    with pytest.raises(walk.StepFailed, match="up to 2026-11-20"):
        dates.reporting_date("2026-11-21")


def test_a_file_of_another_century_waits_and_is_named(known, caplog):
    caplog.set_level("INFO")
    known.send("205/case_system/persons__2926-11-20.csv", shapes.persons(3))
    as_at = dates.reporting_date(None)
    assert as_at == "2026-11-20"
    assert walk.take_in("case_system", as_at) == []
    assert "1 file of a later date: landing/205/case_system/persons__2926-11-20.csv" in caplog.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--la", "321"], "Nothing has come from '321' so far"),
        (["--la", "312", "--dataset", "person"], "Was persons meant?"),
    ],
)
def test_a_replay_of_what_is_not_known_is_refused(known, capsys, given, said):
    assert said in refused(capsys, night, "--again", "refused", *given)


@pytest.mark.parametrize(
    ("option", "given", "said"),
    [
        ("--la", "31", "argument --la: an authority's three digits are expected"),
        ("--la", "321", "Nothing has come from '321' so far"),
        ("--by", " ", "argument --by: some words are expected"),
        ("--reason", "", "argument --reason: some words are expected"),
    ],
)
def test_an_erasure_that_says_too_little_is_not_begun(known, capsys, option, given, said):
    asked = {**ASKED, option: given}
    found = refused(capsys, erase, *(word for pair in asked.items() for word in pair))
    assert said in found
    assert not (known.home / "landing" / ".received" / "erasures").exists()


@pytest.mark.parametrize("command", [night, retain])
def test_a_home_that_cannot_be_used_is_named(tmp_path, monkeypatch, capsys, command):
    home = tmp_path / "home"
    home.write_text("a file")
    monkeypatch.setenv("SEND_HOME", str(home))
    said = refused(capsys, command, "--date", "2026-11-20")
    assert f"{home} can't be used (Not a directory)" in said
    assert "set SEND_HOME" in said
