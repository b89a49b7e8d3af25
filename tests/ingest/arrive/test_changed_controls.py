"""Control files that come after their files, or are corrected: the file is compared again."""

import json
import os

import pytest

from ingest.register import receipts
from tests.ingest import sen2_shapes, shapes
from tests.ingest.arrive.test_containers import packed

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-20"
PERSONS = "312/case_system/persons__2026-11-20"
RETURN = "312/dfe_census/sen2_return__2026-01-15.xml"


def control(installation, path, **stated):
    installation.send(f"{path}.control.json", json.dumps(stated))


def outcomes(installation):
    return {path: receipt.outcome for path, receipt in installation.load().items()}


def stored(installation):
    """The outcome of each file in the register."""
    found = receipts.read_all(installation.home).values()
    return {each.file_path: each.outcome for each in found}


@pytest.mark.parametrize("place", [LEDGER, f"{LEDGER}.csv"])
def test_a_control_file_that_comes_later_rejects_the_file(installation, place):
    file = installation.send(f"{LEDGER}.csv", shapes.transactions(40))
    assert outcomes(installation) == {f"{LEDGER}.csv": "accepted"}
    file.unlink()  # its bytes are stored
    control(installation, place, rows=4000, totals={"amount": "1.00"})
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert "it holds 40 rows, the control file states 4000" in receipt.findings[0]
    assert not list((installation.home / "raw").rglob("205/*.parquet"))
    assert outcomes(installation) == {}
    control(installation, place, rows=40, totals={"amount": "4000.00"})
    assert outcomes(installation) == {f"{LEDGER}.csv": "accepted"}
    assert outcomes(installation) == {}


def test_the_order_of_a_file_and_its_control_file_makes_no_difference(installation):
    installation.send(f"{LEDGER}.csv", shapes.transactions(40))
    installation.load()
    control(installation, LEDGER, rows=41)
    installation.load()
    before = installation.files()
    (installation.home / "register.sqlite").unlink()
    installation.load()
    assert installation.files() == before


def test_a_control_file_that_states_the_same_loads_nothing(installation):
    control(installation, LEDGER, rows=40)
    installation.send(f"{LEDGER}.csv", shapes.transactions(40))
    installation.load()
    control(installation, LEDGER, rows=40)
    os.utime(installation.home / f"landing/{LEDGER}.control.json")
    assert outcomes(installation) == {}


def test_a_control_file_that_is_half_written_waits(installation):
    installation.send(f"{LEDGER}.csv", shapes.transactions(40))
    installation.load()
    half = installation.send(f"{LEDGER}.control.json", '{"rows": 4')
    assert outcomes(installation) == {}
    half.write_text('{"rows": 40}')
    assert outcomes(installation) == {f"{LEDGER}.csv": "accepted"}


def test_a_corrected_control_file_is_about_the_latest_version_of_the_file(installation):
    installation.send(f"{LEDGER}.csv", shapes.transactions(40))
    control(installation, LEDGER, rows=40)
    assert outcomes(installation) == {f"{LEDGER}.csv": "accepted"}
    installation.send(f"{LEDGER}.csv", shapes.transactions(41))
    control(installation, LEDGER, rows=41)
    assert [each.rows_accepted for each in installation.load().values()] == [41]


def test_a_later_control_file_of_an_archive_is_about_its_only_file(installation):
    installation.send(f"{PERSONS}.zip", packed(**{"persons.csv": shapes.persons(3)}))
    installation.load()
    control(installation, PERSONS, rows=4)
    member = f"{PERSONS}.zip/persons__2026-11-20.csv"
    assert outcomes(installation) == {member: "rejected", f"{PERSONS}.zip": "accepted"}
    control(installation, PERSONS, rows=3)
    assert outcomes(installation)[member] == "accepted"


def test_a_later_control_file_of_a_return_rejects_its_tables_too(installation):
    installation.send(RETURN, sen2_shapes.xml(persons=3))
    tables = set(outcomes(installation)) - {RETURN}
    control(installation, RETURN.removesuffix(".xml"), rows=4)
    assert set(outcomes(installation).values()) == {"rejected"}
    assert set(stored(installation)) == {RETURN, *tables}
    assert set(stored(installation).values()) == {"rejected"}
    control(installation, RETURN.removesuffix(".xml"), rows=3)
    installation.load()
    assert set(stored(installation).values()) == {"accepted"}
    assert outcomes(installation) == {}


def test_a_return_that_comes_again_with_another_control_file_rejects_its_tables_too(installation):
    file = installation.send(RETURN, sen2_shapes.xml(persons=3))
    installation.load()
    control(installation, RETURN.removesuffix(".xml"), rows=4)
    os.utime(file, (1_790_000_100, 1_790_000_100))
    installation.load()
    assert set(stored(installation).values()) == {"rejected"}
    assert not list((installation.home / "raw").rglob("312/*.parquet"))
