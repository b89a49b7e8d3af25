"""Erasure finds a person by identifiers as they are keyed; a word in their place finds nobody."""

import json

import pytest

from tests.ingest import shapes
from tests.ingest.planted import (
    CENSUS,
    COSTS,
    FOLDER,
    by_path,
    cost,
    erased,
    send_a_night,
    table,
    traces,
)

pytestmark = pytest.mark.slow

PERSONS = f"{FOLDER}/persons__2026-11-20.csv"
SCHOOL_CENSUS = "312/dfe_census/school_census__2026-10-02.csv"
PUPIL = "2026-10-02,100001,{},5,E,ASD,,0,0"


def test_a_upn_in_another_case_and_an_id_with_unseen_characters_are_found(installation):
    planted = shapes.person(99, id="P-PLANTED-1", upn="a987654321098", surname="Zzyzxname")
    installation.send(PERSONS, shapes.persons(40, planted))
    request = shapes.request(99, id="R-PLANTED-1", person="\u200bP-PLANTED-1")
    installation.send(f"{FOLDER}/requests__2026-11-20.csv", shapes.requests(40, request))
    rows = [PUPIL.format(upn) for upn in ("A987654321098", "A000000000001")]
    installation.send(SCHOOL_CENSUS, table(CENSUS, *rows))
    installation.load()
    erased(installation)
    installation.load()
    assert by_path(installation)[SCHOOL_CENSUS].rows_accepted == 1
    assert traces(installation) == set()


def test_a_word_in_place_of_a_upn_erases_nobody_else(installation, overlay):
    overlay("case_system/persons.312.yml", "null_values: [none]\n")
    planted = shapes.person(99, id="P-PLANTED-1", upn="Pending")
    installation.send(PERSONS, shapes.persons(40, planted))
    installation.load()
    erased(installation)
    later = PERSONS.replace("-20", "-21")
    others = [shapes.person(99, upn="Pending"), shapes.person(98, upn="none")]
    installation.send(later, shapes.persons(40, *others))
    receipt = installation.load()[later]
    assert (receipt.rows_accepted, receipt.rows_erased) == (42, 0)
    [listed] = installation.home.glob("landing/.received/erasures/312.json")
    assert set(json.loads(listed.read_text())["keys"]) == {"person"}


def test_the_total_of_two_columns_includes_what_was_erased(installation, overlay):
    overlay(
        "case_system/placement_costs.312.yml",
        "columns: {annual_amount: {derive: debit_minus_credit, debit_headers: [Paid], "
        "credit_headers: [Recovered]}}\n",
    )
    send_a_night(installation, "2026-11-20")
    path = f"{FOLDER}/placement_costs__2026-11-20.csv"
    rows = [cost("C1", "S1", "1000.00,"), cost("C-PLANTED-1", "S-PLANTED-1", "2000.50,100.25")]
    file = installation.send(path, table(COSTS.replace("annual_amount", "Paid,Recovered"), *rows))
    claims = {"rows": 2, "totals": {"annual_amount": "2900.25"}}
    file.with_name("placement_costs__2026-11-20.control.json").write_text(json.dumps(claims))
    assert installation.load()[path].totals_found["annual_amount"].file == "2900.25"
    erased(installation)
    receipt = installation.load()[path]
    assert (receipt.outcome, receipt.rows_accepted, receipt.rows_erased) == ("accepted", 1, 1)
    assert receipt.totals_found["annual_amount"].file == "1000.00"
