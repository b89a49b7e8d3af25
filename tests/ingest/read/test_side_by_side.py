"""Values side by side in one record of a table (Need 1, Need 2), each of which is a row, and ids
that are made of other cells."""

import json

import pytest

from ingest import contract_files
from tests.ingest import shapes

PERSONS = "312/case_system/persons__2026-11-20.csv"
PLANS = "312/case_system/plans__2026-11-20.csv"
NEEDS = "312/case_system/needs__2026-11-20.csv"
PLACES = "312/case_system/placements__2026-11-20.csv"
OF_NEEDS = """
null_values: [None recorded]
columns:
  plan_id: {aliases: [EHCP Ref]}
  sen_type: {side_by_side: [Need 1, Need 2, Need 3], code_map: {Autism: ASD}}
  sen_type_rank: {constants: ["1", "2", "3"]}
"""
OF_PLACES = """
date_formats: ['%d/%m/%Y']
rows_have: [placement_id]
columns:
  placement_id: {made_of: [EHCP Ref, [URN 1, URN 2], [Start 1, Start 2]]}
  plan_id: {aliases: [EHCP Ref]}
  urn: {side_by_side: [URN 1, URN 2]}
  ukprn: {optional_header: true}
  sen_setting: {optional_header: true}
  sen_setting_other: {optional_header: true}
  placement_rank: {constants: ["1", "2"]}
  entry_date: {side_by_side: [Start 1, Start 2]}
  leaving_date: {side_by_side: [Left 1, ""]}
  sen_unit: {optional_header: true}
  resourced_provision: {optional_header: true}
  res: {side_by_side: [Residential 1, Residential 2]}
  wbp: {optional_header: true}
"""
HEADER = "EHCP Ref,URN 1,Start 1,Left 1,Residential 1,URN 2,Start 2,Residential 2"


def send_plans(installation, number=4):
    header = "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,"
    rows = "".join(f"E{n},P{n},,2026-01-05,,,0,0,,,,\n" for n in range(number))
    installation.send(PERSONS, shapes.persons(number))
    installation.send(PLANS, f"{header}cease_reason,transfer_la\n{rows}")


def raw(installation, dataset, columns):
    found = f"'{{raw}}/case_system/{dataset}/312/*.parquet'"
    return installation.rows(f"select {columns} from {found} order by all")


def test_each_need_of_a_child_is_a_row_with_its_rank(installation, overlay):
    overlay("case_system/needs.312.yml", OF_NEEDS)
    send_plans(installation)
    rows = "E0,Autism,SLCN,\nE1,MLD,,None recorded\nE2,,,\nE3,,SEMH,Autism\n"
    installation.send(NEEDS, f"EHCP Ref,Need 1,Need 2,Need 3\n{rows}")
    receipt = installation.load()[NEEDS]
    assert (receipt.outcome, receipt.rows_read, receipt.rows_accepted) == ("accepted", 5, 5)
    assert "1 record without a filled cell of those side by side left out" in receipt.findings
    assert raw(installation, "needs", "_line, sen_type_rank, sen_type") == [
        (2, 1, "ASD"),
        (2, 2, "SLCN"),
        (3, 1, "MLD"),
        (5, 2, "SEMH"),
        (5, 3, "ASD"),
    ]


def test_a_header_that_is_missing_is_named_with_where_the_overlay_names_it(installation, overlay):
    overlay("case_system/needs.312.yml", OF_NEEDS)
    send_plans(installation)
    installation.send(NEEDS, "EHCP Ref,Need 1,Need 2,Third\nE0,Autism,SLCN,PD\n")
    (reason, *_) = installation.load()[NEEDS].findings
    assert "lacks 1 of the columns expected of needs: sen_type (Need 3)" in reason
    assert reason.endswith("as an alias, or instead of the one in brackets in the contract.")


def test_a_bad_need_puts_its_row_alone_into_quarantine(installation, overlay):
    overlay("case_system/needs.312.yml", f"{OF_NEEDS}max_rejected_pct: 20\n")
    send_plans(installation)
    rows = "E0,Autism,SLCN,\nE1,MLD,Perhaps,SPLD\nE2,PD,VI,HI\n"
    installation.send(NEEDS, f"EHCP Ref,Need 1,Need 2,Need 3\n{rows}")
    receipt = installation.load()[NEEDS]
    assert (receipt.rows_read, receipt.rows_accepted, receipt.rows_quarantined) == (8, 7, 1)
    assert any("found the shape AAAAAAA" in each and "line 3" in each for each in receipt.findings)


def test_a_control_file_counts_the_records_of_the_file(installation, overlay):
    overlay("case_system/needs.312.yml", OF_NEEDS)
    send_plans(installation)
    text = "EHCP Ref,Need 1,Need 2,Need 3\nE0,Autism,SLCN,\nE1,MLD,PD,VI\n"
    installation.send(NEEDS, text)
    installation.send(NEEDS.replace(".csv", ".control.json"), '{"rows": 2}')
    assert installation.load()[NEEDS].outcome == "accepted"
    installation.send(NEEDS, f"{text}E2,PD,,\n")
    installation.send(NEEDS.replace(".csv", ".control.json"), '{"rows": 4}')
    receipt = installation.load()[NEEDS]
    assert "it holds 3 rows, the control file states 4" in " ".join(receipt.findings)


def test_budgets_of_years_side_by_side_are_counted_to_the_penny(installation, overlay):
    overlay(
        "finance_ledger/budgets.312.yml",
        "ignored_rows: [Total]\ncolumns:\n  version: {constant: original}\n"
        "  amount: {side_by_side: ['2025-26', '2026-27']}\n"
        "  financial_year: {constants: ['2025-26', '2026-27']}\n",
    )
    path = "312/finance_ledger/budgets__2026-11-20.csv"
    rows = 'C1,5733,"1,000.10",2000.20\nC2,5733,,(300.30)\nTotal,,1000.10,1699.90\n'
    installation.send(path, f"cost_centre,subjective,2025-26,2026-27\n{rows}")
    control = '{"rows": 2, "totals": {"amount": "2700.00"}}'
    installation.send(path.replace(".csv", ".control.json"), control)
    receipt = installation.load()[path]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 3), receipt.findings
    assert "1 row that the contract ignores (ignored_rows) left out" in receipt.findings
    assert installation.rows(
        "select cost_centre, financial_year, cast(amount as varchar) "
        "from '{raw}/finance_ledger/budgets/312/*.parquet' order by all"
    ) == [
        ("C1", "2025-26", "1000.10"),
        ("C1", "2026-27", "2000.20"),
        ("C2", "2026-27", "-300.30"),
    ]


def test_a_place_without_an_id_has_one_of_its_cells(installation, overlay):
    overlay("case_system/placements.312.yml", OF_PLACES)
    send_plans(installation)
    rows = (
        "E0,100001,01/09/2025,31/08/2026,,100002,01/09/2026,A\n"
        "E1,100001,01/09/2025,,B,,,\n"
        "E2,,,,A,,,\n"  # residential alone is no place
        "E3,,01/09/2025,,,100002,,\n"  # the first place is no school, the second has no day
    )
    installation.send(PLACES, f"{HEADER}\n{rows}")
    receipt = installation.load()[PLACES]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 5), receipt.findings
    columns = "_line, placement_rank, urn, cast(entry_date as varchar), res"
    assert raw(installation, "placements", columns) == [
        (2, 1, "100001", "2025-09-01", None),
        (2, 2, "100002", "2026-09-01", "A"),
        (3, 1, "100001", "2025-09-01", "B"),
        (5, 1, None, "2025-09-01", None),
        (5, 2, "100002", None, None),
    ]
    keys = [len(key) for (key,) in raw(installation, "placements", "distinct placement_key")]
    assert keys == [32] * 5


def test_the_key_of_a_place_stays_when_its_column_changes(installation, overlay):
    overlay("case_system/placements.312.yml", OF_PLACES)
    send_plans(installation)
    installation.send(PLACES, f"{HEADER}\nE0,100001,01/09/2025,,,100002,01/09/2026,\n")
    installation.load()
    before = raw(installation, "placements", "urn, placement_key")
    later = PLACES.replace("-20", "-21")
    send_plans(installation)
    installation.send(later, f"{HEADER}\nE0,100002,01/09/2026,,,100001,01/09/2025,\n")
    receipt = installation.load()[later]
    assert receipt.outcome == "accepted", receipt.findings
    after = raw(installation, "placements", "urn, placement_key")
    assert sorted(after) == sorted(before * 2)


@pytest.mark.parametrize(
    ("dataset", "content", "message"),
    [
        (
            "needs",
            "sen_type: {side_by_side: [A, B]}",
            "would have the same plan_id and sen_type_rank",
        ),
        ("needs", 'sen_type_rank: {constants: ["1", "2"]}', "has no effect without a column"),
        (
            "needs",
            'sen_type: {side_by_side: [A, B]}, sen_type_rank: {constants: ["1"]}',
            "different numbers of rows of a record: sen_type_rank (constants) 1, sen_type",
        ),
        ("needs", "sen_type: {side_by_side: [A], aliases: [B]}", "none stands beside another"),
        (
            "needs",
            'sen_type: {side_by_side: [A, a]}, sen_type_rank: {constants: ["1", "2"]}',
            "claimed by sen_type in row 1 and sen_type in row 2",
        ),
        (
            "needs",
            'sen_type: {side_by_side: [A, B]}, sen_type_rank: {constants: ["1", "x"]}',
            "needs a whole number",
        ),
        ("placements", "placement_id: {made_of: [Ref]}", "two headers or more"),
        ("placements", "placement_id: {made_of: [[A, B], C]}", "first the header of an id"),
        ("placements", "placement_id: {made_of: [Pupil UPN, Start]}", "can't hold 'Pupil UPN'"),
        ("placements", "urn: {made_of: [A, B]}", "made_of is for a case_id"),
        (
            "reviews",
            "review_id: {derive: record_number}, meeting_date: {side_by_side: [A, B]}",
            "would have the same review_id",
        ),
    ],
)
def test_what_an_overlay_can_not_declare(overlay, dataset, content, message):
    overlay(f"case_system/{dataset}.312.yml", f"columns: {{{content}}}\n")
    assert message in contract_files.faults("case_system", "312")[dataset]


@pytest.mark.parametrize(
    ("header", "is_refused"),
    [
        *((each, True) for each in ("UPN", "PupilUPN", "upn_1", "DateOfBirth", "dateofbirth")),
        *((each, True) for each in ("Child's surname", "Pupil Name", "First name", "Name")),
        *((each, False) for each in ("School Name", "Group Number", "Name of school", "Start 1")),
    ],
)
def test_an_id_is_made_of_no_personal_data(overlay, header, is_refused):
    made_of = json.dumps(["Plan Ref", header])
    overlay(
        "case_system/placements.312.yml", f"columns: {{placement_id: {{made_of: {made_of}}}}}\n"
    )
    found = contract_files.faults("case_system", "312").get("placements", "")
    assert (f"can't hold '{header}'" in found) is is_refused
