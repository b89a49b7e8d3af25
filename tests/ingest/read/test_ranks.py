"""Ranks of placements and needs: the marts count a child under its place and its need of rank 1."""

import pytest

from ingest import contract_files
from tests.ingest import shapes

PLACEMENTS = (
    "placement_id,plan_id,urn,ukprn,sen_setting,sen_setting_other,placement_rank,entry_date,"
    "leaving_date,sen_unit,resourced_provision,res,wbp"
)
PLACED = "L{n},E{n},100000,,,,{rank},2026-01-05,,0,0,,\n"
PLANS = (
    "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,cease_reason,"
    "transfer_la"
)
PLACEMENTS_FILE = "205/case_system/placements__2026-11-20.csv"
NEEDS_FILE = "205/case_system/needs__2026-11-20.csv"


@pytest.fixture
def night(installation):
    """night(path, text) loads a file beside four persons with a plan each; the receipt of it."""
    rows = "".join(f"E{n},P{n},,2026-01-05,,,0,0,,,,\n" for n in range(4))
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(4))
    installation.send("205/case_system/plans__2026-11-20.csv", f"{PLANS}\n{rows}")

    def load(path, text):
        installation.send(path, text)
        return installation.load()[path]

    return load


def placements(*ranks):
    rows = (PLACED.format(n=n, rank=rank) for n, rank in enumerate(ranks))
    return f"{PLACEMENTS}\n" + "".join(rows)


def test_placements_without_a_rank_are_remarked_with_their_number(night):
    receipt = night(PLACEMENTS_FILE, placements("1", "", "", "2"))
    assert receipt.rows_accepted == 4
    wanted = "placement_rank: missing, so the placement counts as no child's main place: 2 row(s)"
    assert any(each.startswith(wanted) for each in receipt.findings), receipt.findings


def test_a_rank_that_is_constant_is_stored_as_a_number(night, installation, overlay):
    overlay("case_system/placements.205.yml", 'columns: {placement_rank: {constant: "1"}}\n')
    lines = [line.split(",") for line in placements(1, 1).splitlines()]
    receipt = night(PLACEMENTS_FILE, "".join(",".join(c[:6] + c[7:]) + "\n" for c in lines))
    assert (receipt.outcome, receipt.findings) == ("accepted", ())
    query = "select distinct placement_rank, typeof(placement_rank) from "
    raw = "'{raw}/case_system/placements/205/*.parquet'"
    assert installation.rows(query + raw) == [(1, "BIGINT")]


@pytest.mark.parametrize(
    ("dataset", "column", "message"),
    [
        (
            "placements",
            'placement_rank: {constant: "first"}',
            "placement_rank: not accepted: its constant needs a whole number",
        ),
        (
            "placements",
            'entry_date: {constant: "05/01/2026"}',
            "entry_date: not accepted: its constant needs a day such as",
        ),
        ("placements", 'entry_date: {constant: "2026-02-31"}', "entry_date: not accepted: day"),
        ("placements", 'res: {constant: "Z"}', "res: not accepted: its constant needs one of A, B"),
        ("placements", 'sen_unit: {constant: "Perhaps"}', 'its constant needs "1" or "0"'),
        ("placement_costs", 'annual_amount: {constant: "much"}', "its constant needs an amount"),
        ("plans", 'transfer_la: {constant: "London"}', "expected a text of the column's pattern"),
    ],
)
def test_a_constant_that_its_column_can_not_hold_is_refused(overlay, dataset, column, message):
    overlay(f"case_system/{dataset}.205.yml", f"columns: {{{column}}}\n")
    assert message in contract_files.faults("case_system", "205")[dataset]


def test_plans_without_a_need_of_rank_1_are_remarked(night):
    needs = "plan_id,sen_type_rank,sen_type\nE0,1,ASD\nE0,2,HI\nE1,2,HI\nE1,3,VI\nE2,1,ASD\n"
    receipt = night(NEEDS_FILE, needs)
    assert receipt.rows_accepted == 5
    wanted = "sen_type_rank: no need of the plan has rank 1, so the plan has no primary need: 2 row"
    assert any(each.startswith(wanted) for each in receipt.findings), receipt.findings


NEEDS = "plan_id,sen_type_rank,sen_type\n"
WORDED = NEEDS + "E0,Primary,ASD\nE0,secondary,HI\nE1,1,SLCN\nE1,2.0,VI\n"


def test_ranks_in_words_are_mapped(night, installation, overlay):
    words = 'code_map: {Primary: "1", Secondary: "2"}'
    overlay("case_system/needs.205.yml", f"columns: {{sen_type_rank: {{{words}}}}}\n")
    receipt = night(NEEDS_FILE, WORDED)
    assert (receipt.outcome, receipt.findings) == ("accepted", ())
    raw = "'{raw}/case_system/needs/205/*.parquet'"
    ranks = installation.rows(f"select sen_type_rank from {raw} order by _line")
    assert [rank for (rank,) in ranks] == [1, 2, 1, 2]


def test_ranks_that_can_not_be_read_are_no_keys_that_repeat(night):
    rows = "".join(f"E{n % 4},{rank},ASD\n" for n, rank in enumerate(["Primary", "Main"] * 4))
    receipt = night(NEEDS_FILE, NEEDS + rows + "E0,Primary,HI\nE0,Primary,VI\n")
    assert receipt.is_rejected
    assert not [each for each in receipt.findings if "is on several rows" in each]
    [first, *_] = [each for each in receipt.findings if each.startswith("sen_type_rank: ")]
    assert "found the shape AAAAAAA, expected a whole number (a word for a number" in first


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ('{Primary: "first"}', "code_map of an integer needs whole numbers on the right"),
        ('{"2": "1"}', "code_map of an integer needs words on the left that are no numbers"),
        ('{Primary: "1", PRIMARY: "2"}', "differ in case alone"),
    ],
)
def test_a_map_of_a_number_has_words_and_numbers(overlay, words, message):
    overlay("case_system/needs.205.yml", f"columns: {{sen_type_rank: {{code_map: {words}}}}}\n")
    assert message in contract_files.faults("case_system", "205")["needs"]
