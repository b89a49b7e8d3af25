"""No name and no identifier of a child is stored in clear outside landing and the people map."""

import hashlib
import hmac
import json
import os
import shutil

import duckdb
import pytest

from commands.night import runner
from ingest.deletion import erasure_list
from ingest.errors import InternalError
from ingest.register import receipts
from steps.reporting import StepFailed
from tests.ingest import shapes, workbooks

PLANTED = ("Zzyzxname", "Qqforename", "A987654321098", "ZZ7 7ZZ", "P-PLANTED-1", "R-PLANTED-1")


def plant(installation):
    who = {
        "id": "P-PLANTED-1",
        "upn": "A987654321098",
        "surname": "Zzyzxname",
        "forename": "Qqforename",
        "postcode": "ZZ7 7ZZ",
    }
    rows = [
        shapes.person(1, **who),
        shapes.person(2, sex="Zzyzxname", birth_date="A987654321098"),
        shapes.person(3, upn="Zzyzxname"),
        "P-PLANTED-1,A987654321098,Zzyzxname",
        shapes.person(4, **(who | {"surname": '"Zzyzx"name'})),
    ]
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(200, *rows))
    installation.send(
        "205/case_system/requests__2026-11-20.csv",
        shapes.requests(
            40,
            shapes.request(99, id="R-PLANTED-1", person="P-PLANTED-1"),
            shapes.request(98, person="P1", outcome="Zzyzxname"),
        ),
    )


def test_planted_identifiers_appear_in_no_stored_file_or_log(installation, caplog):
    caplog.set_level("DEBUG")
    plant(installation)
    receipts = installation.load()
    assert sum(r.rows_quarantined for r in receipts.values()) >= 5
    text = caplog.text + str(receipts)
    for name, content in installation.files().items():
        if name.endswith(".parquet"):
            [(rows,)] = installation.rows(
                "select coalesce(string_agg(t::varchar, ''), '') "
                f"from '{installation.home / name}' t"
            )
            text += rows
        else:
            text += content.decode()
    assert "found the shape" in text
    for identifier in PLANTED:
        assert identifier not in text


def test_the_message_of_a_file_without_header_shows_no_row(installation):
    installation.send(
        "205/case_system/persons__2026-11-20.csv", shapes.person(1, surname="Zzyzxname")
    )
    [receipt] = installation.load().values()
    assert "Was the header left out?" in receipt.findings[0]
    assert "Zzyzxname" not in str(receipt)


PERSONS = "205/case_system/persons__2026-11-20"


def _sheets_of_children(installation):
    sheet = workbooks.typed(shapes.persons(3))
    children = {"Zzyzxname": sheet, "Qqforename A987654321098": sheet}
    installation.send(f"{PERSONS}.xlsx", workbooks.xlsx(children))


def _columns_of_a_row(installation):
    file = installation.send(f"{PERSONS}.parquet", "")
    row = 'select 1::float as "Zzyzxname", 2::float as "A987654321098"'
    duckdb.execute(f"copy ({row}) to '{file}' (format parquet)")


def _control_file_of_a_child(installation):
    file = installation.send(f"{PERSONS}.csv", shapes.persons(3))
    claims = {"rows": "Zzyzxname", "sha256": "A987654321098", "totals": {"Qqforename": "1"}}
    file.with_suffix(".control.json").write_text(json.dumps(claims))


@pytest.mark.parametrize(
    ("send", "message"),
    [
        (_sheets_of_children, "has the headers in sheet 1, sheet 2"),
        (_columns_of_a_row, "holds AAAAAAAAA, A999999999999 as 32-bit numbers"),
        (_control_file_of_a_child, "the control file states something else"),
    ],
)
def test_names_of_sheets_columns_and_claims_may_be_of_children(installation, send, message):
    send(installation)
    [receipt] = installation.load().values()
    assert message in receipt.findings[0]
    assert not [each for each in PLANTED if each in str(receipt)]


def test_a_claimed_total_that_is_no_number_is_not_kept(installation):
    file = installation.send(
        "205/finance_ledger/transactions__2026-11-20.csv", shapes.transactions(3)
    )
    file.with_suffix(".control.json").write_text(json.dumps({"totals": {"amount": PLANTED[0]}}))
    [receipt] = installation.load().values()
    assert "the control file states something else" in receipt.findings[0]
    assert PLANTED[0] not in str(receipt)


def test_the_people_map_is_readable_by_its_owner_only(installation):
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    path = installation.home / "people" / "205.parquet"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    names = installation.rows("select namespace, value from '{people}/205.parquet' order by value")
    assert names == [("person", "P0"), ("person", "P1"), ("person", "P2")]


def test_keys_are_hmac_sha256_under_the_authoritys_own_key(installation):
    for la_code in ("205", "312"):
        installation.send(f"{la_code}/case_system/persons__2026-11-20.csv", shapes.persons(1))
    installation.load()
    secret = os.environ["SEND_PSEUDONYM_KEY"].encode()
    for la_code in ("205", "312"):
        own = hmac.new(secret, la_code.encode(), hashlib.sha256).digest()
        expected = hmac.new(own, b"person:P0", hashlib.sha256).hexdigest()[:32]
        path = f"{{raw}}/case_system/persons/{la_code}/*.parquet"
        assert installation.rows(f"select person_key from '{path}'") == [(expected,)]


def test_the_key_can_lie_in_a_file(installation, monkeypatch):
    monkeypatch.delenv("SEND_PSEUDONYM_KEY")
    file = installation.home / "mounted"
    monkeypatch.setenv("SEND_PSEUDONYM_KEY_FILE", str(file))
    path = "205/case_system/persons__2026-11-20.csv"
    installation.send(path, shapes.persons(1))
    with pytest.raises(StepFailed, match="SEND_PSEUDONYM_KEY_FILE can't be read"):
        installation.load()
    file.write_text("the secret of the file " * 3 + "\n")
    assert installation.load()[path].outcome == "accepted"
    own = hmac.new(
        ("the secret of the file " * 3).strip().encode(), b"205", hashlib.sha256
    ).digest()
    expected = hmac.new(own, b"person:P0", hashlib.sha256).hexdigest()[:32]
    keys = "select person_key from '{raw}/case_system/persons/205/*.parquet'"
    assert installation.rows(keys) == [(expected,)]


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_key_no_data_of_people_is_loaded_and_one_message_says_so(
    installation, monkeypatch, secret
):
    for name, content in (("persons", shapes.persons(3)), ("requests", shapes.requests(3))):
        installation.send(f"205/case_system/{name}__2026-11-20.csv", content)
    with monkeypatch.context() as changed:
        changed.setenv("SEND_PSEUDONYM_KEY", secret)
        with pytest.raises(StepFailed, match="SEND_PSEUDONYM_KEY is missing or shorter than 32"):
            installation.load()
        assert receipts.read_all(installation.home) == {}
    assert {receipt.outcome for receipt in installation.load().values()} == {"accepted"}


def test_without_a_key_files_without_people_are_loaded(installation, monkeypatch):
    monkeypatch.delenv("SEND_PSEUDONYM_KEY")
    content = (
        "financial_year,version,cost_centre,subjective,amount\n2026-27,original,H1,S1,100.00\n"
    )
    receipt = installation.load_one("205/finance_ledger/budgets__2026-11-20.csv", content)
    assert receipt.outcome == "accepted"


def test_under_another_key_no_data_of_people_is_loaded(installation, monkeypatch):
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    before = installation.files()
    with monkeypatch.context() as changed:
        changed.setenv("SEND_PSEUDONYM_KEY", "another" * 10)
        for la_code in ("205", "312"):
            installation.send(f"{la_code}/case_system/persons__2026-11-21.csv", shapes.persons(3))
        with pytest.raises(StepFailed, match="SEND_PSEUDONYM_KEY is not the key"):
            installation.load()
        with pytest.raises(InternalError, match="Restore the key"):
            erasure_list.read(installation.home, "205")
    assert {receipt.outcome for receipt in installation.load().values()} == {"accepted"}
    assert before.items() <= installation.files().items()


def test_a_night_under_another_key_loads_collects_and_builds_nothing(installation, monkeypatch):
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    monkeypatch.setenv("SEND_PSEUDONYM_KEY", "another" * 10)
    monkeypatch.setattr(runner, "collect_all", lambda *_: pytest.fail("it has collected files"))
    with pytest.raises(StepFailed, match=r"is not the key .* Nothing was loaded"):
        runner.run(settle_seconds=0)
    assert not (installation.home / "published").exists()


def test_without_raw_and_register_another_key_is_accepted(installation, monkeypatch):
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    for name in ("raw", "people"):
        shutil.rmtree(installation.home / name)
    (installation.home / "register.sqlite").unlink()
    monkeypatch.setenv("SEND_PSEUDONYM_KEY", "another" * 10)
    assert {receipt.outcome for receipt in installation.load().values()} == {"accepted"}


def test_the_hash_of_the_key_does_not_hold_it_and_a_damaged_one_is_written_again(installation):
    """The people map shows that the key is the one that raw was made with."""
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    mark = installation.home / "raw" / ".keyed_with.json"
    assert os.environ["SEND_PSEUDONYM_KEY"] not in mark.read_text()
    written = mark.read_text()
    mark.write_text("{")
    installation.send("205/case_system/persons__2026-11-21.csv", shapes.persons(3))
    assert [receipt.outcome for receipt in installation.load().values()] == ["accepted"]
    assert mark.read_text() == written
