"""A file in a layout of its own is connected by two commands, which load nothing and show no
personal value."""

import re
from datetime import date

import pytest
import yaml

from steps import dates
from tests.ingest import shapes

NAME = "EHC_Requests_20261120.csv"
HEADER = "Request Ref;Child Ref;Date Request Received;Decision;Decision Date;Requested By;Notes"
PERSONAL = ("Zyx", "R-1", "P17", "Q. Worker", "Perhaps")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home that no command has to create."""
    path = tmp_path / "home"
    monkeypatch.setenv("SEND_HOME", str(path))
    return path


@pytest.fixture
def file(tmp_path):
    path = tmp_path / NAME
    rows = [
        f"R-{n};P{n};{n % 28 + 1:02d}/01/2026;Agreed to assess;10/02/2026;Parent;Q. Worker"
        for n in range(40)
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def arguments(file, *more):
    return ("contract", *more[:1], str(file), "--la", "312", "--dataset", "requests", *more[1:])


@pytest.fixture
def draft(send, file, tmp_path):
    """The proposed overlay with its codes mapped, as a person completes it."""
    text = send(*arguments(file, "suggest")).stdout
    [listed] = re.findall(r"# request_source: map these.*\n  #   (code_map: .*)\n", text)
    listed = listed.replace("'Parent': ?", "'Parent': '1'")
    text = re.sub(r"(\n  request_source: {)", rf"\1{listed}, ", text)
    path = tmp_path / "draft.yml"
    path.write_text(text)
    return path


def test_a_proposal_matches_headers_dates_codes_and_the_name(send, file):
    shown = send(*arguments(file, "suggest"))
    assert shown.exit_code == 0
    proposed = yaml.safe_load(shown.stdout)
    assert proposed["date_formats"] == ["%d/%m/%Y"]
    assert re.fullmatch(proposed["file_pattern"], "EHC_Requests_20261121")
    assert {name: each.get("aliases") for name, each in proposed["columns"].items()} == {
        "request_id": ["Request Ref"],
        "person_id": ["Child Ref"],
        "received_date": ["Date Request Received"],
        "request_outcome": ["Decision"],
        "request_outcome_date": ["Decision Date"],
        "request_source": ["Requested By"],
        "rya": None,
        "request_mediation": None,
        "request_tribunal": None,
        "exported_la": None,
    }
    assert proposed["ignored_headers"] == ["Notes"]
    assert proposed["columns"]["request_outcome"]["code_map"] == {"Agreed to assess": "Y"}
    assert "code_map: {'Parent': ?}" in shown.stdout
    assert "semicolons, UTF-8" in shown.stdout


def test_neither_command_shows_a_personal_value(send, file):
    """Also not where a name stands in a code column, or an identifier in the wrong one."""
    with file.open("a") as more:
        more.write("R-99;P17;06/01/2026;Zyx Personal;10/02/2026;Perhaps;Q. Worker\n")
        more.write("R-1;Zyx;Zyx;Zyx;Zyx;Zyx;Zyx\n")
    for command in ("suggest", "check"):
        shown = send(*arguments(file, command))
        for value in PERSONAL:
            assert value not in shown.output, command


def test_the_completed_proposal_is_accepted_and_nothing_is_written(send, file, draft, home):
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert shown.exit_code == 0, shown.output
    assert "accepted; 40 of 40 rows accepted" in shown.stdout
    assert "person_id: compared with other files by a night, and not here" in shown.stdout
    assert "lies after today" not in shown.stdout
    assert [path.name for path in home.rglob("*")] == ["tmp"]


def test_a_check_asks_whether_a_date_after_today_is_right(send, file, draft, monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: date(2026, 11, 19))
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert "its date, 2026-11-20, lies after today" in shown.stdout


def test_a_night_does_what_the_check_shows(send, file, draft, installation):
    place = installation.home / "settings" / "contracts" / "case_system" / "requests.312.yml"
    place.parent.mkdir(parents=True)
    place.write_text(draft.read_text())
    installation.send(f"312/case_system/{NAME}", file.read_bytes())
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40)


def test_a_check_counts_the_reasons_of_quarantine(send, file, draft):
    with file.open("a") as more:
        more.write("R-99;P17;31/02/2026;Agreed to assess;10/02/2026;Parent;Q. Worker\n")
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert shown.exit_code == 1
    assert "40 of 41 rows accepted, 1 quarantined" in shown.stdout
    assert "1 row, first in line 42: received_date: found the shape 99/99/9999" in shown.stdout


def test_a_check_without_an_overlay_names_what_is_missing(send, file):
    shown = send(*arguments(file, "check"))
    assert shown.exit_code == 1
    assert "was not recognised" in shown.stdout
    assert "rejected; 0 of 0 rows" in shown.stdout


def test_a_broken_overlay_is_the_result_of_a_check(send, file, tmp_path):
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("date_format: ['%d/%m/%Y']\n")
    shown = send(*arguments(file, "check", "--overlay", str(wrong)))
    assert shown.exit_code == 1
    assert "settings/contracts/case_system/requests.312.yml: date_format" in shown.stdout
    assert str(tmp_path) not in shown.stdout


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"--dataset": "request"}, "Did you mean requests?"),
        ({"--la": "31"}, "three digits"),
        ({"file": "nowhere.csv"}, "There is no file nowhere.csv"),
    ],
)
@pytest.mark.parametrize("command", ["suggest", "check"])
def test_a_command_that_can_not_run_exits_with_2(send, file, command, change, message):
    given = {"file": str(file), "--la": "312", "--dataset": "requests"} | change
    path = given.pop("file")
    options = [word for pair in given.items() for word in pair]
    shown = send("contract", command, path, *options)
    assert shown.exit_code == 2
    assert message in shown.output


def test_a_file_without_a_header_is_not_shown(send, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Zyx,2015-01-01\nZyx,2015-01-02\n")
    shown = send(*arguments(path, "suggest"))
    assert shown.exit_code == 2
    assert "has no row with two headers like those of requests" in shown.output
    assert "Zyx" not in shown.output


def test_a_ledger_with_the_contracts_headers_needs_no_overlay(send, tmp_path):
    path = tmp_path / "transactions__2026-11-20.csv"
    path.write_text(shapes.transactions())
    command = ("contract", "suggest", str(path), "--la", "312", "--dataset", "transactions")
    shown = send(*command)
    assert shown.exit_code == 0
    assert yaml.safe_load(shown.stdout) is None
    assert send(*(word.replace("suggest", "check") for word in command)).exit_code == 0


@pytest.mark.parametrize("place", [".control.json", ".csv.control.json"])
def test_a_check_compares_a_file_with_its_control_file_as_a_night_does(
    send, file, draft, installation, place
):
    stated = file.with_name(file.name.removesuffix(".csv") + place)
    stated.write_text('{"rows": 10}')
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert shown.exit_code == 1
    why = "it holds 40 rows, the control file states 10"
    assert why in shown.stdout
    overlay = installation.home / "settings/contracts/case_system/requests.312.yml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text(draft.read_text())
    installation.send(f"312/case_system/{NAME}", file.read_bytes())
    installation.send(f"312/case_system/{stated.name}", stated.read_bytes())
    [receipt] = installation.load().values()
    assert why in receipt.findings[0]
    stated.write_text('{"rows": 40}')
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert shown.exit_code == 0, shown.output


def test_a_check_of_a_file_with_another_name_keeps_its_control_file(send, tmp_path):
    file = tmp_path / "requests.csv"
    file.write_text(shapes.requests(40))
    (tmp_path / "requests.control.json").write_text('{"rows": 10}')
    shown = send(*arguments(file, "check"))
    assert "tried under the standard name" in shown.stdout
    assert "the control file states 10" in shown.stdout


def test_a_check_names_the_control_file_that_the_contract_requires(send, file, draft):
    draft.write_text(f"{draft.read_text()}\nmarker: control\n")
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert shown.exit_code == 1
    missing = f"{file.stem}.control.json"
    assert f"{missing} is missing: the contract requires it beside the file." in shown.stdout
    file.with_name(missing).write_text('{"rows": 40}')
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert shown.exit_code == 0, shown.output


def test_a_check_applies_every_setting_that_a_load_reads(send, file, draft, home):
    settings = home / "settings"
    settings.mkdir(parents=True)
    (settings / "bounds.yml").write_text("max_rows: 5\n")
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert shown.exit_code == 1
    assert "max_rows in settings/bounds.yml" in shown.stdout
    (settings / "bounds.yml").unlink()
    with file.open("a") as more:
        more.write("R-99;P17;10/02/2026;Agreed to assess;10/01/2026;Parent;Q. Worker\n")
    assert send(*arguments(file, "check", "--overlay", str(draft))).exit_code == 1
    (settings / "roles.yml").write_text("words: [brokerage]\n")
    (settings / "waivers.yml").write_text(
        "- {la_code: '312', source: case_system, dataset: requests, until: 2027-12-31, reason: r,\n"
        "  check: 'request_outcome_date: before received_date', accepted_by: Head of Brokerage}\n"
    )
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert "waived until 2027-12-31 by Head of Brokerage" in shown.stdout
    assert shown.exit_code == 0
