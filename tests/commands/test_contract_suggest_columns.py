"""What a proposed overlay says about columns that a file lacks, and words in those that it has."""

import pytest
import yaml

REVIEWS = "plan_id,meeting_date,decision_date,outcome\nE1,2026-09-01,2026-10-01,M\n"
REQUESTS = "person_id,received_date,request_outcome\nP1,2026-09-01,Y\n"
BUDGETS = "financial_year,cost_centre,subjective,amount\n2026-27,C1,5733,5.00\n"
NEEDED = "no header was found, and a row needs it: name one"


def test_an_id_that_no_other_dataset_names_can_be_the_number_of_the_record(suggest):
    wanted = f"# review_id: {NEEDED}; where there is none, {{derive: record_number}}\n"
    assert wanted in suggest("reviews", REVIEWS.replace("meeting_date", "notes"))


def test_an_id_of_the_case_system_has_no_other_value(suggest):
    assert f"# request_id: {NEEDED}\n" in suggest("requests", REQUESTS)


def test_a_part_of_a_key_may_be_a_constant(suggest):
    assert f"# version: {NEEDED}, a constant or from_title\n" in suggest("budgets", BUDGETS)


def test_placements_without_a_rank_are_told_how_to_have_one(suggest):
    text = suggest("placements", "placement_id,plan_id,urn,entry_date\nL1,E1,100000,2026-01-05\n")
    [line] = [each for each in text.splitlines() if each.startswith("  placement_rank: ")]
    assert "a placement without a rank counts as no child's main place" in line
    assert 'if each is one, write {constant: "1"}' in line


def test_empty_ranks_of_placements_are_counted(suggest):
    header = "placement_id,plan_id,urn,entry_date,placement_rank\n"
    text = suggest("placements", f"{header}L1,E1,1,2026-01-05,\nL2,E2,1,2026-01-05,1\n")
    assert "# placement_rank: empty in 1 of 2 rows: a placement without a rank counts as" in text


def test_ranks_in_words_are_proposed_as_a_map(suggest):
    """A word of fewer than five rows is not shown. No cell is counted twice."""
    words = ["Primary Need", "Secondary", "Additional"] * 5 + ["Madeup", "3"]
    rows = [f"E{n},{word},ASD\n" for n, word in enumerate(words)]
    text = suggest("needs", "plan_id,sen_type_rank,sen_type\n" + "".join(rows))
    mapped = yaml.safe_load(text)["columns"]["sen_type_rank"]["code_map"]
    assert mapped == {"Primary Need": "1", "Secondary": "2"}
    assert "# sen_type_rank: map these to a whole number, beside aliases" in text
    assert "'Additional': ?" in text
    assert "Madeup" not in text
    assert "can't be read" not in text


def test_words_that_mean_an_empty_cell_need_no_map(suggest):
    rows = [f"P{n},2015-02-01,{sex}\n" for n, sex in enumerate(["M", "F", "U", "Not known"] * 5)]
    assert "map these" not in suggest("persons", "person_id,birth_date,sex\n" + "".join(rows))


def test_a_column_of_deleted_rows_is_not_proposed_to_be_ignored(suggest):
    rows = [f"E{n},1,ASD,{'Y' if n < 3 else 'N'},x\n" for n in range(9)]
    text = suggest("needs", "plan_id,sen_type_rank,sen_type,Is Deleted,Note\n" + "".join(rows))
    assert yaml.safe_load(text)["ignored_headers"] == ["Note"]
    assert "# 'Is Deleted' marks 3 rows as deleted, void or archived." in text


@pytest.mark.parametrize(
    ("headers", "ignored"),
    [
        (
            "plan_id,person_id,Start Date,Note,Start Date,request_id,cease_date",
            ["Note", "Start Date__2"],
        ),
        ("plan_id,person_id,start_date,Note,Note,request_id,cease_date", ["Note"]),
    ],
)
def test_a_header_that_is_there_twice_is_ignored_once(suggest, send, tmp_path, headers, ignored):
    rows = "".join(f"E{n},P{n},2026-01-05,x,2026-01-06,R{n},\n" for n in range(8))
    text = suggest("plans", f"{headers}\n{rows}")
    assert yaml.safe_load(text)["ignored_headers"] == ignored
    draft = tmp_path / "draft.yml"
    draft.write_text(text)
    file = str(tmp_path / "plans__2026-11-20.csv")
    options = ("--la", "312", "--dataset", "plans", "--overlay", str(draft))
    assert "8 of 8 rows accepted" in send("contract", "check", file, *options).stdout


def test_an_archive_is_to_be_unpacked(suggest):
    shown = suggest("plans", b"PK\x03\x04", "plans__2026-11-20.zip")
    assert "is an archive, which a night unpacks. Unpack it and give one of its files." in shown


def test_identifiers_are_counted_as_a_night_reads_them(suggest):
    upns = [
        "A312000000051",
        "a312 0000 0005 1",
        "\u200bA312000000051",
        "A31200000005\u00a01",
        "TBC",
    ]
    rows = "".join(f"P{n},2015-02-01,{upn}\n" for n, upn in enumerate(upns))
    text = suggest("persons", f"person_id,birth_date,upn\n{rows}")
    assert "# upn: 1 cells can't be read as personal_number" in text
