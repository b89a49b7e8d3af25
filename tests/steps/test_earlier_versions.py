"""A home that an earlier version wrote: what can't be made again is read as it was written, and
what is derived is made again. The texts are frozen here: no change of the code changes them."""

import hashlib
import hmac
import os
import sqlite3

from ingest import paths
from ingest.arrival import Arrival
from ingest.control_file import ControlFile
from ingest.deletion import erasure_list
from ingest.receipt import Receipt
from ingest.register import arrivals
from settings.check_result import CheckResult
from steps.dbt import warehouse
from tests import invented
from tests.ingest import shapes

PERSONS = "205/case_system/persons__2026-11-20.csv"
RECORD_OF_0_1 = """{
    "load_id": "%s", "file_path": "%s", "file_name": "persons__2026-11-20.csv",
    "sha256": "%s", "size_bytes": %d, "utf8": true, "mtime_ns": 1790000000000000000,
    "received_at": "2026-09-21 14:13:20",
    "precedence": "persons__000000002026-000000000011-000000000020 2026-09-21T14:13:20.000000",
    "claimed": null, "unreadable": null, "landed_as": null, "return_id": null,
    "return_sha256": null, "container_findings": [], "stored": "as_received", "redaction": null,
    "removed_from_landing": false, "expired_receipt": null
}"""
ERASURES_OF_0_1 = """{"keys": {"person": ["%s"]}, "asked": [], "mark": "%s"}"""


def rows(installation) -> dict[str, bytes]:
    return {name: content for name, content in installation.files().items() if "persons" in name}


def test_a_register_of_another_layout_is_filled_from_the_records_of_0_1(installation) -> None:
    installation.send(PERSONS, shapes.persons(3))
    installation.load()
    before = rows(installation)
    [record] = arrivals.every_record(installation.home)
    file = paths.arrival_records(installation.home) / f"{record.load_id}.json"
    named = (record.load_id, PERSONS, record.sha256, record.size_bytes)
    file.write_text(RECORD_OF_0_1 % named)
    with sqlite3.connect(paths.register(installation.home)) as register:
        register.execute("pragma user_version = 4")
    register.close()
    (installation.home / "landing" / PERSONS).unlink()  # the record alone knows the file
    [receipt] = installation.load().values()
    assert receipt.outcome == "accepted"
    assert rows(installation) == before


def test_an_erasure_list_of_0_1_keeps_people_out(installation) -> None:
    secret = hmac.new(os.environ["SEND_PSEUDONYM_KEY"].encode(), b"205", hashlib.sha256).digest()

    def key(text: str) -> str:
        return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:32]

    file = paths.erasure_list(installation.home, "205")
    file.parent.mkdir(parents=True)
    file.write_text(ERASURES_OF_0_1 % (key("person:P1"), key("erasures:205")))
    assert erasure_list.read(installation.home, "205").holds("person", "P1")
    installation.send(PERSONS, shapes.persons(3))
    [receipt] = installation.load().values()
    assert receipt.rows_accepted == 2
    keys = installation.rows("select person_key from '{raw}/case_system/persons/205/*.parquet'")
    assert {value for (value,) in keys} == {key("person:P0"), key("person:P2")}


def test_a_warehouse_is_built_again_where_the_code_of_its_histories_has_changed(tmp_path) -> None:
    model = tmp_path / "project" / "models" / "history" / "requests.sql"
    model.parent.mkdir(parents=True)
    model.write_text("select 1")
    file = tmp_path / "home" / "warehouse.duckdb"
    warehouse.delete_outdated(file, tmp_path / "project")
    file.write_text("histories")
    warehouse.delete_outdated(file, tmp_path / "project")
    assert file.exists()
    model.write_text("select 2")
    warehouse.delete_outdated(file, tmp_path / "project")
    assert not file.exists()


def test_stored_entries_keep_the_names_of_0_1() -> None:
    check = CheckResult("c", "r", "refuse", success=False, rows_failed=None, outcome="failed")
    receipt = invented.receipt(checks=(check,), totals_stated={"amount": "1.00"})
    stated = ControlFile(rows="3")
    arrival = invented.arrival(
        stated=stated, rejection_reason="a link", bytes_missing=True, expired_receipt=receipt
    )
    stored = arrival.to_json()
    assert stored["claimed"]["rows"] == "3"
    assert (stored["unreadable"], stored["unread"]) == ("a link", True)
    kept = stored["expired_receipt"]
    assert kept == receipt.to_json()
    assert (kept["totals_claimed"], kept["checks"][0]["then"]) == ({"amount": "1.00"}, "refuse")
    assert Receipt.from_json(kept) == receipt
    assert Arrival.from_json(stored) == arrival
