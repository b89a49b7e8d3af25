"""Ids of the case system that a file does not carry: a constant, or the number of a record."""

import pytest

from ingest import contract_files
from ingest.load import people_map
from tests.ingest import shapes

REVIEWS = "meeting_date,decision_date,outcome,draft_date,final_date,phase_transfer,"
REVIEWS += "phase_transfer_due_date,phase_transfer_final_date"
PLANS = (
    "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,cease_reason,"
    "transfer_la"
)


def send_plans(installation):
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(4))
    rows = "".join(f"E{n},P{n},,2026-01-05,,,0,0,,,,\n" for n in range(4))
    installation.send("205/case_system/plans__2026-11-20.csv", f"{PLANS}\n{rows}")


def namespaces(installation):
    query = "select distinct namespace from '{people}/205.parquet' order by all"
    return [name for (name,) in installation.rows(query)]


def test_the_number_of_a_record_is_the_key_of_a_review(installation, overlay):
    overlay("case_system/reviews.205.yml", "columns: {review_id: {derive: record_number}}\n")
    send_plans(installation)
    rows = "".join(f"E{n % 4},2026-09-01,,,,,0,,\n" for n in range(8))
    path = "205/case_system/reviews__2026-11-20.csv"
    installation.send(path, f"plan_id,{REVIEWS}\n{rows}")
    receipt = installation.load()[path]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 8), receipt.findings
    found = installation.rows(
        "select review_key, typeof(review_key) from '{raw}/case_system/reviews/205/*.parquet'"
    )
    assert len({key for key, _ in found}) == 8
    assert {(len(key), kind) for key, kind in found} == {(32, "VARCHAR")}
    assert namespaces(installation) == ["person", "plan"]


def test_a_record_that_can_not_be_split_changes_no_key_of_the_others(installation, overlay):
    overlay(
        "case_system/reviews.205.yml",
        "columns: {review_id: {derive: record_number}}\nmax_rejected_pct: 50\n",
    )
    send_plans(installation)
    row = "E1,2026-09-01,,,,,0,,\n"
    for day, first in (("20", row), ("21", "E1,2026\n")):  # a record of two cells
        path = f"205/case_system/reviews__2026-11-{day}.csv"
        installation.send(path, f"plan_id,{REVIEWS}\n{first}{row * 3}")
        send_plans(installation)
    assert [each.rows_accepted for each in installation.load().values()][-2:] == [4, 3]
    keys = {
        day: installation.rows(
            "select review_key from '{raw}/case_system/reviews/205/*.parquet' "
            f"where _business_date = '2026-11-{day}' order by _line"
        )
        for day in ("20", "21")
    }
    assert keys["20"][1:] == keys["21"]


def test_a_constant_case_holder_is_stored_as_a_key(installation, overlay):
    overlay("case_system/plans.205.yml", 'columns: {case_holder: {constant: "Team  A"}}\n')
    send_plans(installation)
    receipts = installation.load()
    assert {each.outcome for each in receipts.values()} == {"accepted"}, receipts
    plans = "'{raw}/case_system/plans/205/*.parquet'"
    [(key,)] = installation.rows(f"select distinct case_holder_key from {plans}")
    assert len(key) == 32
    assert "Team" not in str(installation.rows(f"select * from {plans}"))
    assert namespaces(installation) == ["person", "plan"]
    assert people_map.find(installation.home, "205", key) == []


def test_a_constant_in_a_column_that_a_misfit_leaves_empty_is_stored(installation, overlay):
    overlay("case_system/persons.205.yml", "columns: {ethnicity: {constant: NOBT}}\n")
    lines = [line.split(",") for line in shapes.persons(3).splitlines()]
    text = "".join(",".join(cells[:8] + cells[9:]) + "\n" for cells in lines)
    installation.send("205/case_system/persons__2026-11-20.csv", text)
    [receipt] = installation.load().values()
    assert receipt.outcome == "accepted", receipt.findings
    persons = "'{raw}/case_system/persons/205/*.parquet'"
    assert installation.rows(f"select distinct ethnicity from {persons}") == [("NOBT",)]


@pytest.mark.parametrize(
    ("dataset", "columns", "message"),
    [
        ("reviews", "review_id: {constant: X}", "review_id: a constant is the same on every row"),
        ("requests", "person_id: {constant: X}", "person_id: a constant is the same on every row"),
        ("persons", "upn: {constant: X}", "a personal_number is one person's"),
        ("reviews", "review_id: {derive: return_id}", "a case_id is no return_id"),
        ("reviews", "plan_id: {derive: record_number}", "plan_id: the number of a record is no id"),
        ("plans", "plan_id: {derive: record_number}", "plan_id (in "),
        ("plans", "case_holder: {derive: record_number}", "case_holder (in "),
        ("panel_decisions", "decision_id: {derive: record_number}", "decision_id (in contribution"),
        ("panel_decisions", "reference: {derive: record_number}", "reference (it is no key)"),
    ],
)
def test_an_id_that_leads_to_no_case_is_refused_by_name(overlay, dataset, columns, message):
    overlay(f"case_system/{dataset}.205.yml", f"columns: {{{columns}}}\n")
    assert message in contract_files.faults("case_system", "205")[dataset]
    assert {each.file for each in contract_files.problems()} == {
        f"settings/contracts/case_system/{dataset}.205.yml"
    }


@pytest.mark.parametrize(
    ("source", "dataset", "columns"),
    [
        ("finance_ledger", "supplier_providers", "supplier_id: {constant: X}"),
        ("places", "commissioned_places", "place_id: {constant: X}"),
    ],
)
def test_a_constant_as_the_key_is_refused(overlay, source, dataset, columns):
    overlay(f"{source}/{dataset}.205.yml", f"columns: {{{columns}}}\n")
    found = contract_files.faults(source, "205")[dataset]
    assert "a constant as the key is on every row" in found


def test_a_constant_as_a_part_of_the_key_is_a_key(overlay):
    overlay("finance_ledger/budgets.205.yml", "columns: {version: {constant: original}}\n")
    assert contract_files.faults("finance_ledger", "205") == {}
