"""`send case`: who may look up a case, what is printed, and the record that is kept."""

import json

import duckdb
import pytest

from tests.ingest import shapes

ROLE = "Head of SEND Commissioning"
REASON = "Paid without a placement in period 7"


@pytest.fixture
def loaded(installation):
    """An authority whose children are P-PLANTED-1 and P0 to P2, and a list of roles."""
    persons = shapes.persons(3, shapes.person(7, id="P-PLANTED-1"))
    installation.send("312/case_system/persons__2026-11-20.csv", persons)
    installation.load()
    settings = installation.home / "settings"
    settings.mkdir(exist_ok=True)
    (settings / "roles.yml").write_text(f"case_lookup: [{ROLE}, SEND Casework Manager]\n")
    return installation


def key_of(installation, value):
    path = installation.home / "people" / "312.parquet"
    [(key,)] = duckdb.sql(f"select key from '{path}' where value = '{value}'").fetchall()
    return key


def ask(send, key, by=ROLE, reason=REASON):
    return send("case", "--la", "312", "--key", key, "--by", by, "--reason", reason)


def records(installation):
    folder = installation.home / "landing" / ".received" / "lookups"
    return [json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))]


def test_a_listed_role_gets_the_id_and_the_record_holds_role_and_reason_and_no_id(loaded, send):
    key = key_of(loaded, "P-PLANTED-1")
    asked = ask(send, key, by="head of  send commissioning")
    assert asked.exit_code == 0
    assert asked.stdout == "person P-PLANTED-1\n"
    [record] = records(loaded)
    assert (record["la_code"], record["key"]) == ("312", key)
    assert (record["by"], record["reason"]) == ("head of send commissioning", REASON)
    assert record["recorded_at"].startswith("20")
    assert "PLANTED" not in json.dumps(record)
    assert ask(send, key).exit_code == 0
    assert len(records(loaded)) == 2
    folder = loaded.home / "landing" / ".received" / "lookups" / "312"
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o400}


@pytest.mark.parametrize(
    ("by", "reason", "key", "message"),
    [
        ("Chief Accountant", REASON, None, "settings/roles.yml lists the roles that may"),
        ("Alice Example", REASON, None, "settings/roles.yml lists the roles that may"),
        ("Alice Example", REASON, None, "names a role, never a person: give --by"),
        (ROLE, "to see", None, "10 to 300 letters"),
        (ROLE, REASON, "P-PLANTED-1", "32 digits and letters a to f"),
    ],
)
def test_nothing_is_looked_up_or_recorded_for_another_role_a_bad_key_or_no_reason(
    loaded, send, by, reason, key, message
):
    refused = ask(send, key or key_of(loaded, "P-PLANTED-1"), by, reason)
    assert refused.exit_code == 2
    assert message in refused.stderr
    assert "PLANTED" not in refused.output
    assert "Alice" not in refused.output
    assert records(loaded) == []


def test_without_a_list_of_roles_nobody_may(loaded, send):
    (loaded.home / "settings" / "roles.yml").unlink()
    assert ask(send, key_of(loaded, "P-PLANTED-1")).exit_code == 2
    (loaded.home / "settings" / "roles.yml").write_text("case_lookup: everybody\n")
    assert ask(send, key_of(loaded, "P-PLANTED-1")).exit_code == 2
    assert records(loaded) == []


def test_a_person_in_the_list_may_not_look_up_a_case(loaded, send):
    listed = "words: [lead]\ncase_lookup: [Alice Example, Case Lead]\n"
    (loaded.home / "settings" / "roles.yml").write_text(listed)
    asked = ask(send, key_of(loaded, "P-PLANTED-1"), by="Alice Example")
    assert asked.exit_code == 2
    assert "Alice" not in asked.output
    assert records(loaded) == []
    checked = send("settings", "check")
    assert "roles.yml: case_lookup: found another value, expected a role" in checked.stdout
    assert "Alice" not in checked.stdout


def test_a_key_that_nobody_has_is_recorded_as_asked_for(loaded, send):
    unknown = ask(send, "0" * 32)
    assert unknown.exit_code == 2
    assert "No case of 312 has that key" in unknown.stderr
    assert len(records(loaded)) == 1


def test_where_the_record_cannot_be_written_nothing_is_shown(loaded, send):
    (loaded.home / "landing" / ".received" / "lookups").write_text("in the way")
    failed = ask(send, key_of(loaded, "P-PLANTED-1"))
    assert failed.exit_code == 2
    assert "PLANTED" not in failed.output
