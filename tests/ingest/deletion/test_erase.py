"""An erasure removes one person from every stored byte, and nobody else."""

import datetime as dt
import json
import shutil
from dataclasses import replace

import pytest

from ingest.arrive import register_arrivals
from ingest.deletion.erasure_list import ErasureRequest
from tests.ingest import shapes
from tests.ingest.planted import (
    CENSUS,
    FOLDER,
    PLANTED,
    REQUEST,
    WHO,
    by_path,
    erased,
    rows_of,
    send_a_night,
    table,
    traces,
)

pytestmark = pytest.mark.slow


def test_the_search_finds_the_person_before_the_erasure(two_nights):
    found = " ".join(traces(two_nights))
    for word in PLANTED:
        assert word in found


def test_every_byte_of_the_person_is_removed_and_every_other_row_stays(two_nights):
    before = rows_of(two_nights)
    erased(two_nights)
    two_nights.load()
    assert traces(two_nights) == set()
    after = rows_of(two_nights)
    assert after.keys() == before.keys()
    gone = {path: before[path] - after[path] for path in before if before[path] != after[path]}
    returned = {  # a rejected request and then a plan, as sen2_shapes writes a person
        table.rpartition("/")[2].partition(".")[0]: rows
        for table, rows in gone.items()
        if "sen2_return" in table
    }
    assert returned["sen2_person"] == 1
    assert returned["sen2_requests"] == 2
    assert len(returned) == 8
    for date in ("2026-11-19", "2026-11-20"):
        for name in (
            f"persons__{date}.csv",
            f"requests__{date}.csv.gz",
            f"plans__{date}.xlsx",
            f"case__{date}.zip/placements__{date}.csv",
            f"case__{date}.zip/needs__{date}.csv",
            f"placement_costs__{date}.csv",
        ):
            assert gone[f"{FOLDER}/{name}"] == 1, name
    assert gone["312/dfe_census/school_census__2026-10-02.csv"] == 1
    assert len(gone) == 21
    assert {each.outcome for each in by_path(two_nights).values()} == {"accepted"}


def test_a_rebuild_from_landing_gives_the_same_files_without_the_person(two_nights):
    erased(two_nights)
    two_nights.load()
    before = two_nights.files()
    for path in two_nights.home.iterdir():
        if path.name == "landing":
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    assert (
        register_arrivals.latest_business_date(two_nights.home, dt.date.max).isoformat()
        == "2026-11-20"
    )
    two_nights.load()
    assert traces(two_nights) == set()
    assert two_nights.files() == before


def test_a_later_file_that_still_holds_the_person_is_redacted(two_nights):
    erased(two_nights)
    send_a_night(two_nights, "2026-11-21")
    loaded = two_nights.load()
    persons = loaded[f"{FOLDER}/persons__2026-11-21.csv"]
    assert (persons.outcome, persons.rows_read, persons.rows_erased) == ("accepted", 40, 2)
    assert "2 row(s) of erased people were left out" in persons.findings
    # the control file counts the person
    costs = loaded[f"{FOLDER}/placement_costs__2026-11-21.csv"]
    assert (costs.outcome, costs.rows_read, costs.rows_erased) == ("accepted", 1, 1)
    assert costs.totals_found["annual_amount"].file == "1000.00"
    assert traces(two_nights) == set()


def test_new_rows_about_the_person_in_a_later_file_are_removed(two_nights):
    erased(two_nights)
    two_nights.load()
    date = "2026-11-21"
    request = shapes.request(7, id="R-PLANTED-1-LATER", person="P-PLANTED-1")
    two_nights.send(f"{FOLDER}/requests__{date}.csv", shapes.requests(40, request))
    two_nights.send(
        f"{FOLDER}/advice__{date}.csv",
        table(
            "advice_id,request_id,provider,requested_date,received_date",
            "A1,R1,education,2026-03-01,",
            "A2,R-PLANTED-1-LATER,education,2026-03-01,",
        ),
    )
    loaded = two_nights.load()
    advice = loaded[f"{FOLDER}/advice__{date}.csv"]
    assert (advice.rows_accepted, advice.rows_erased) == (1, 1)
    assert traces(two_nights) == set()


def test_totals_that_differ_for_another_reason_still_reject_the_file(two_nights):
    erased(two_nights)
    two_nights.load()
    send_a_night(two_nights, "2026-11-21")
    file = two_nights.home / f"landing/{FOLDER}/placement_costs__2026-11-21.control.json"
    file.write_text(json.dumps({"totals": {"annual_amount": "3000.49"}}))
    costs = two_nights.load()[f"{FOLDER}/placement_costs__2026-11-21.csv"]
    assert costs.outcome == "rejected"
    assert "3000.50" in costs.findings[0]


def test_the_original_sent_again_is_recognised_and_redacted(two_nights):
    erased(two_nights)
    two_nights.load()
    again = f"{FOLDER}/persons__2026-11-20__v2.csv"
    persons = shapes.persons(40, shapes.person(99, **WHO), "P-PLANTED-1,Zzyzxname,broken")
    two_nights.send(again, persons)
    two_nights.send(f"{FOLDER}/persons__2026-11-19.csv", persons)
    loaded = two_nights.load()
    assert loaded[again].outcome == "duplicate"
    assert loaded[f"{FOLDER}/persons__2026-11-19.csv"].outcome == "accepted"
    assert traces(two_nights) == set()


def test_a_file_of_erased_people_only_is_accepted_without_rows(installation):
    installation.send(
        f"{FOLDER}/persons__2026-11-20.csv", table(shapes.PERSONS, shapes.person(9, **WHO))
    )
    installation.load()
    erased(installation)
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_read, receipt.rows_erased) == ("accepted", 0, 1)


def test_a_request_moved_to_another_child_belongs_to_that_child(installation):
    advice = table("advice_id,request_id,provider,requested_date,received_date", "A1,R5,health,,")
    for date, person in (("2026-11-19", "P1"), ("2026-11-20", "P2")):
        installation.send(f"{FOLDER}/persons__{date}.csv", shapes.persons(4))
        moved = shapes.request(5, person=person)
        installation.send(f"{FOLDER}/requests__{date}.csv", table(shapes.REQUESTS, moved))
        installation.send(f"{FOLDER}/advice__{date}.csv", advice)
    installation.load()
    erased(installation, "P1")
    installation.load()
    assert rows_of(installation) == {
        f"{FOLDER}/persons__2026-11-19.csv": 3,
        f"{FOLDER}/requests__2026-11-19.csv": 0,
        f"{FOLDER}/advice__2026-11-19.csv": 0,  # quarantined: its request was erased
        f"{FOLDER}/persons__2026-11-20.csv": 3,
        f"{FOLDER}/requests__2026-11-20.csv": 1,
        f"{FOLDER}/advice__2026-11-20.csv": 1,
    }


@pytest.mark.parametrize("others_first", [True, False])
def test_a_upn_that_two_children_share_erases_only_one_of_them(installation, others_first):
    rows = [shapes.person(9, **WHO), shapes.person(8, upn=WHO["upn"])]
    rows = rows[::-1] if others_first else rows
    installation.send(f"{FOLDER}/persons__2026-11-20.csv", table(shapes.PERSONS, *rows))
    pupil = f"2026-10-02,100001,{WHO['upn']},5,E,ASD,,0,0"
    installation.send("312/dfe_census/school_census__2026-10-02.csv", table(CENSUS, pupil))
    installation.load()
    erased(installation)
    installation.load()
    kept = installation.rows("select person_key from '{raw}/case_system/persons/312/*.parquet'")
    assert len(kept) == 1
    assert rows_of(installation)["312/dfe_census/school_census__2026-10-02.csv"] == 1


def test_other_authorities_are_not_touched(installation):
    for la_code in ("205", "312"):
        installation.send(f"{la_code}/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.load()
    erased(installation, "P1")
    installation.load()
    found = rows_of(installation)
    assert found["205/case_system/persons__2026-11-20.csv"] == 3
    assert found["312/case_system/persons__2026-11-20.csv"] == 2


def test_the_erased_rows_of_two_erasures_are_added_up(two_nights):
    erased(two_nights)
    two_nights.load()
    erased(two_nights, "P2")
    persons = two_nights.load()[f"{FOLDER}/persons__2026-11-20.csv"]
    assert (persons.rows_accepted, persons.rows_erased) == (39, 3)
    assert len(list((two_nights.home / "landing/.received/redacted").glob("*"))) == len(
        {p.name.split(".")[0] for p in (two_nights.home / "landing/.received/redacted").glob("*")}
    )


def test_the_erasure_list_holds_the_request_and_no_identifier(two_nights):
    erased(two_nights)
    path = two_nights.home / "landing/.received/erasures/312.json"
    assert path.stat().st_mode & 0o077 == 0
    content = json.loads(path.read_text())
    [request] = content["asked"]
    assert ErasureRequest(**request) == replace(REQUEST, key=request["key"])
    assert not [word for word in PLANTED if word in path.read_text()]
    kinds = {namespace.partition(" of ")[0] for namespace in content["keys"]}
    assert {"person", "request", "plan", "placement", "cost", "upn", "sen2_requests"} <= kinds
