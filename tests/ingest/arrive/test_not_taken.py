"""What lies in landing and is not loaded is named: files that are still being written, and what a
file is expected in place of."""

import os
import socket
import stat

import pytest

from commands.night import runner
from ingest.arrive import landing, whole
from steps import all_loaded, sources
from steps.reporting import StepFailed
from tests.ingest import shapes

pytestmark = pytest.mark.slow

FOLDER = "205/case_system"
PERSONS = f"{FOLDER}/persons__2026-11-20.csv"
REQUESTS = f"{FOLDER}/requests__2026-11-20.csv"
WRITTEN = "it is still being written"


@pytest.fixture
def growing(installation, monkeypatch):
    """Send a file whose sender appends to it while the night waits for it to settle."""

    def send(path):
        file = installation.send(path, shapes.persons())
        os.utime(file)

        def append(_seconds):
            with file.open("a") as stream:
                stream.write("\n")

        monkeypatch.setattr(whole.time, "sleep", append)
        return file

    return send


def check(source, registered, left):
    with pytest.raises(StepFailed) as failed:
        all_loaded.check(source, registered, left)
    return str(failed.value)


def test_a_file_that_is_still_being_written_is_named_and_fails_the_night(
    installation, monkeypatch, growing
):
    reported = []
    monkeypatch.setattr(sources, "report", lambda text, *_: reported.append(text))
    growing(PERSONS)
    assert sources.register_arrivals("case_system", "2026-11-20", settle_seconds=60) == []
    left = sources.report_registered("case_system", "2026-11-20", [], is_reload=False)
    assert reported[-1] == f"nothing new; 1 not taken: landing/{PERSONS} ({WRITTEN})"
    assert check("case_system", [], left) == (
        "1 file in landing not taken; a later night takes what is whole by then:\n"
        f"landing/{PERSONS}: {WRITTEN}."
    )


def test_a_file_that_grows_while_others_are_recorded_is_not_taken(installation):
    first, second = PERSONS, REQUESTS
    for path in (first, second):
        installation.send(path, shapes.persons())
    root = installation.home / "landing"
    found = list(landing.files(installation.home, "case_system"))
    whole_files = whole.settled(installation.home, found, 60)
    assert next(whole_files) == first
    with (root / second).open("a") as stream:
        stream.write("\n")
    assert list(whole_files) == []


def test_a_file_that_has_been_taken_since_does_not_fail_the_check(installation, growing):
    file = growing(PERSONS)
    sources.register_arrivals("case_system", None, settle_seconds=60)
    left = sources.not_taken("case_system", None)
    assert left == {f"landing/{PERSONS}": WRITTEN}
    os.utime(file, (1_790_000_000, 1_790_000_000))
    sources.load_pending("case_system", None, "205")
    all_loaded.check("case_system", [], left)


def test_a_file_that_came_after_the_files_were_registered_is_one_of_the_next_night(installation):
    left = sources.not_taken("case_system", None)
    installation.send(PERSONS, shapes.persons())
    all_loaded.check("case_system", [], left)


def test_a_file_of_a_later_date_that_is_still_being_written_waits_for_its_night(
    installation, growing
):
    growing(PERSONS)
    sources.register_arrivals("case_system", "2026-11-19", settle_seconds=60)
    assert sources.not_taken("case_system", "2026-11-19") == {}
    [line] = runner._left_waiting(installation.home, "2026-11-19")
    assert line.endswith(f": landing/{PERSONS}")


def test_a_file_without_its_required_marker_fails_the_night(installation, overlay):
    overlay("case_system/requests.205.yml", "marker: done\n")
    installation.send(REQUESTS, shapes.requests())
    sources.register_arrivals("case_system", None)
    left = sources.not_taken("case_system", None)
    assert f"landing/{REQUESTS}: its .done is not there." in check("case_system", [], left)


@pytest.mark.parametrize(
    ("make", "what"),
    [(os.mkdir, "a folder"), (os.mkfifo, "a pipe"), (lambda path: bind(path), "a socket")],
)
@pytest.mark.parametrize("name", ["persons__2026-11-20.csv", "a.zip", "sen2.xml", "notes.txt"])
def test_what_is_no_file_is_rejected_without_being_opened(
    installation, monkeypatch, make, what, name
):
    folder = installation.home / "landing" / FOLDER
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)  # a socket's path has to be short
    make(name)
    opened = os.open

    def only_files(path, *arguments, **named):
        mode = os.lstat(path).st_mode if os.path.lexists(path) else stat.S_IFREG
        assert stat.S_IFMT(mode) not in (stat.S_IFIFO, stat.S_IFSOCK)
        return opened(path, *arguments, **named)

    monkeypatch.setattr(os, "open", only_files)
    for _ in range(2):  # each night names it
        receipt = installation.load()[f"{FOLDER}/{name}"]
        assert receipt.outcome == "rejected"
        assert receipt.findings == (
            f"landing/{FOLDER}/{name} can't be read (it is {what}). Expected a file: place the "
            "file itself there. It is tried again each night.",
        )
    assert f"it is {what}" in check("case_system", [], [])
    assert sources.not_taken("case_system", None) == {}


def bind(path):
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)


def test_a_file_in_place_of_the_folder_is_loaded(installation):
    folder = installation.home / "landing" / PERSONS
    folder.mkdir(parents=True)
    assert installation.load()[PERSONS].outcome == "rejected"
    folder.rmdir()
    installation.send(PERSONS, shapes.persons())
    assert installation.load()[PERSONS].outcome == "accepted"
    all_loaded.check("case_system", [])


def test_a_rejected_file_in_a_folder_that_is_named_like_an_archive_stays_rejected(installation):
    inside = f"{FOLDER}/a.zip/nonsense.csv"
    installation.send(inside, "x\n")
    for _ in range(2):
        installation.load()
        found = check("case_system", [], [])
        assert f"landing/{inside} was not recognised" in found
        assert f"landing/{FOLDER}/a.zip can't be read (it is a folder)" in found


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_control_file_that_is_no_file_rejects_its_file(installation, make, is_first):
    control = installation.home / "landing" / PERSONS.replace(".csv", ".control.json")
    control.parent.mkdir(parents=True)
    if is_first:
        make(control)
    installation.send(PERSONS, shapes.persons())
    receipts = installation.load()
    if not is_first:
        make(control)
        assert receipts[PERSONS].outcome == "accepted"
        [again] = sources.register_arrivals("case_system", None, settle_seconds=0)
        receipts = {PERSONS: sources.load_arrival(again)}
    assert receipts[PERSONS].outcome == "rejected"
    assert f"its control file {control.name} is not a JSON object" in receipts[PERSONS].findings[0]


@pytest.mark.parametrize("marker", ["done", "control.json"])
def test_what_is_no_file_is_no_marker_and_fails_the_night(installation, overlay, marker):
    overlay("case_system/requests.205.yml", f"marker: {marker.removesuffix('.json')}\n")
    installation.send(REQUESTS, shapes.requests())
    folder = REQUESTS.replace(".csv", f".{marker}")
    (installation.home / "landing" / folder).mkdir()
    assert sources.register_arrivals("case_system", None) == []
    found = check("case_system", [], sources.not_taken("case_system", None))
    assert f"landing/{REQUESTS}: its .{marker} is not there." in found
    assert f"landing/{folder}: it is a folder, expected a file" in found
