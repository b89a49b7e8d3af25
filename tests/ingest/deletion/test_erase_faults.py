"""An erasure with unreadable files, after an interruption, and with an unreadable list."""

import os

import pytest

from ingest.deletion import erasure_list
from ingest.errors import InternalError
from steps import sources, verification
from tests.ingest import shapes
from tests.ingest.planted import FOLDER, WHO, by_path, erased, send_a_night, table, traces, zipped

pytestmark = pytest.mark.slow


def test_a_redacted_rejected_file_stays_an_unresolved_rejection(installation):
    wrong = shapes.person(2, birth_date="soon")
    path = f"{FOLDER}/persons__2026-11-20.csv"
    installation.send(path, table(shapes.PERSONS, shapes.person(9, **WHO), shapes.person(1), wrong))
    installation.load()
    erased(installation)
    assert installation.load()[path].outcome == "rejected"
    assert traces(installation) == set()
    assert [each.file_path for each in sources.unresolved_rejections("case_system")] == [path]


def test_malformed_records_are_searched_line_by_line(installation):
    path = f"{FOLDER}/persons__2026-11-20.csv"
    open_quote = '"Zzyzxname'
    installation.send(
        path, shapes.persons(3, shapes.person(9, **WHO | {"surname": open_quote}), "P7,x")
    )
    installation.load()
    erased(installation)
    installation.load()
    assert traces(installation) == set()
    [redacted] = (installation.home / "landing/.received/redacted").iterdir()
    assert redacted.read_text() == shapes.persons(3, "P7,x")


def test_lines_are_searched_where_headers_are_unknown(installation):
    path = f"{FOLDER}/persons__2026-11-20.csv"
    rows = shapes.persons(3, shapes.person(9, **WHO))
    installation.send(path, rows.replace("birth_date", "born_about"))
    installation.load()
    erased(installation)
    assert installation.load()[path].outcome == "rejected"
    assert traces(installation) == set()
    [redacted] = (installation.home / "landing/.received/redacted").iterdir()
    assert len(redacted.read_text().splitlines()) == 4


@pytest.mark.parametrize(
    "name",
    [
        "persons__2026-11-20.csv.gz",
        "persons__2026-11-20.zip",
        "persns__2026-11-20.csv",
        "persons__2026-11-20.parquet",
    ],
)
def test_a_rejected_file_that_cannot_be_read_is_deleted(installation, name):
    installation.send(f"{FOLDER}/{name}", shapes.persons(3, shapes.person(9, **WHO)))
    installation.send(f"{FOLDER}/requests__2026-11-20.csv", shapes.requests(3))
    installation.load()
    result = erased(installation)
    assert result.deleted == [f"{FOLDER}/{name}"]
    loaded = installation.load()
    assert "it was deleted whole" in loaded[f"{FOLDER}/{name}"].findings[0]
    assert traces(installation) == set()
    assert sources.unresolved_rejections("case_system") == []


def test_an_archive_sent_again_after_a_member_was_deleted_is_loaded(installation, monkeypatch):
    path = f"{FOLDER}/case__2026-11-20.zip"
    member = "persns__2026-11-20"
    for number in (8, 9):
        persons = table(shapes.PERSONS, shapes.person(number, **WHO))
        members = {member: persons, "requests__2026-11-20": shapes.requests(3)}
        installation.send(path, zipped(**members))
        installation.load()
        if number == 8:
            assert erased(installation).deleted == [f"{path}/{member}.csv"]
            installation.load()
            assert sources.unresolved_rejections("case_system") == []
    [rejection] = sources.unresolved_rejections("case_system")
    monkeypatch.setattr(sources, "_rules", lambda: "others")
    assert [each.load_id for each in sources.register_arrivals("case_system", None)] == [
        rejection.load_id
    ]


def test_an_accepted_file_that_can_no_longer_be_read_is_reported(installation):
    path = f"{FOLDER}/persons__2026-11-20.csv"
    installation.send(path, shapes.persons(3))
    installation.load()
    kept = installation.home / "landing/.received/bytes"
    [file] = [each for each in kept.rglob("*") if each.is_file()]
    file.chmod(0o600)
    file.write_bytes(b"")
    assert erased(installation, "P1").unsearched == [path]
    assert (installation.home / "landing" / path).exists()


@pytest.mark.parametrize("broken_at", [1, 4])
def test_an_interrupted_erasure_is_finished_when_it_runs_again(two_nights, monkeypatch, broken_at):
    real, calls = os.unlink, []

    def unlink(path, *more, **named):
        if ".received" in str(path) or "landing" in str(path):
            calls.append(path)
            if len(calls) == broken_at:
                raise OSError("the disk is gone")
        return real(path, *more, **named)

    monkeypatch.setattr(os, "unlink", unlink)
    with pytest.raises(OSError, match="the disk is gone"):
        erased(two_nights)
    monkeypatch.undo()
    os.environ["SEND_HOME"] = str(two_nights.home)
    erased(two_nights)
    two_nights.load()
    assert traces(two_nights) == set()
    costs = by_path(two_nights)[f"{FOLDER}/placement_costs__2026-11-19.csv"]
    assert (costs.outcome, costs.rows_erased) == ("accepted", 1)


@pytest.mark.parametrize("spoil", ["key", "list", "gone"])
def test_no_personal_data_is_loaded_while_the_list_cannot_be_read(two_nights, monkeypatch, spoil):
    erased(two_nights)
    two_nights.load()
    if spoil == "key":
        (two_nights.home / "raw" / ".keyed_with.json").unlink()  # as if raw were rebuilt
        monkeypatch.setenv("SEND_PSEUDONYM_KEY", "another" * 10)
    elif spoil == "list":
        (two_nights.home / "landing/.received/erasures/312.json").write_text("{}")
    else:
        (two_nights.home / "landing/.received/erasures/312.json").unlink()
    send_a_night(two_nights, "2026-11-21")
    loaded = two_nights.load()
    persons = loaded[f"{FOLDER}/persons__2026-11-21.csv"]
    assert persons.outcome == "rejected"
    assert "erased people would be loaded again" in persons.findings[0].lower()
    assert persons.validated_by is None
    with pytest.raises(InternalError, match="rased people would be loaded again"):
        erasure_list.read(two_nights.home, "312")
    [left] = verification.verify(lambda _: None).left
    assert "312.json" in left
