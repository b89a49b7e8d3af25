"""What is proposed for a table with several needs, places or reviews of a child side by side."""

import pytest
import yaml

from tests.ingest import shapes

NEEDS = "EHCP Ref,Primary Need,Secondary Need,Tertiary Need\n" + "".join(
    f"E{n},Autism,{'SLCN' if n % 2 else ''},\n" for n in range(12)
)
PLACES = "EHCP Ref,School Name 1,URN,Start Date,End Date,School Name 2,URN,Start Date\n" + "".join(
    f"E{n},Ash School,100001,01/09/2025,31/08/2026,{'Oak School,100002,01/09/2026' * (n % 2)}"
    f"{',,' * (1 - n % 2)}\n"
    for n in range(12)
)

CASELOAD = (
    "EHCP Reference,Residential,SEN Need 1,SEN Need 2,Placement 1 School,Placement 1 URN,"
    "Placement 1 Start,Placement 1 Annual Cost,Placement 2 School,Placement 2 URN,"
    "Placement 2 Start,Placement 2 Annual Cost\n"
) + "".join(
    f'E{n},,ASD,{"MLD" * (n % 2)},Ash School,100001,01/09/2025,"£12,000.50",'
    f"{'Oak School,100002,20/09/2026,800.25' if n % 2 else ',,,'}\n"
    for n in range(12)
)
PRICES_NEED = "  spend_category: {constant: special_school}\n  price_basis: {constant: daily}\n"


def test_needs_side_by_side_are_rows_with_their_rank(suggest):
    proposed = suggest("needs", NEEDS)
    columns = yaml.safe_load(proposed)["columns"]
    assert columns["sen_type"] == {
        "side_by_side": ["Primary Need", "Secondary Need", "Tertiary Need"],
        "code_map": {"Autism": "ASD"},
    }
    assert columns["sen_type_rank"] == {"constants": ["1", "2", "3"]}
    assert "12 rows" in proposed


def test_places_side_by_side_have_an_id_of_what_tells_them_apart(suggest):
    proposed = yaml.safe_load(suggest("placements", PLACES))
    assert proposed["rows_have"] == ["placement_id"]
    assert proposed["ignored_headers"] == ["School Name 1", "School Name 2"]
    columns = proposed["columns"]
    urns, starts = (["URN__1", "URN__2"], ["Start Date__1", "Start Date__2"])
    assert columns["placement_id"] == {"made_of": ["EHCP Ref", urns, starts]}
    assert (columns["urn"], columns["entry_date"]) == (
        {"side_by_side": urns},
        {"side_by_side": starts},
    )
    assert columns["placement_rank"] == {"constants": ["1", "2"]}
    assert columns["leaving_date"] == {"side_by_side": ["End Date", ""]}  # of the first place


@pytest.mark.parametrize(
    ("dataset", "text"),
    [
        ("needs", NEEDS),
        ("placements", PLACES),
        ("needs", CASELOAD),
        ("placements", CASELOAD),
        ("placement_costs", CASELOAD),
    ],
)
def test_the_proposal_reads_every_row(send, suggest, tmp_path, dataset, text):
    overlay, file = tmp_path / "overlay.yml", tmp_path / f"{dataset}__2026-11-20.csv"
    more = PRICES_NEED if dataset == "placement_costs" else ""
    overlay.write_text(suggest(dataset, text) + more)
    options = ("--la", "312", "--dataset", dataset, "--overlay", str(overlay))
    tried = send("contract", "check", str(file), *options)
    assert (tried.exit_code, "accepted; 18 of 18 rows" in tried.output) == (0, True), tried.output


@pytest.mark.parametrize(
    ("dataset", "text"),
    [
        ("needs", "Plan ID,Need Rank,Need 1\nE1,1,ASD\n"),
        ("placements", "Placement ID,Plan ID,URN,Start Date,Address 1,Address 2\nS1,E1,1,,,\n"),
        ("persons", shapes.persons(3).replace("postcode", "Telephone 1,Telephone 2")),
    ],
)
def test_what_has_one_value_is_not_read_side_by_side(suggest, dataset, text):
    assert "side_by_side" not in suggest(dataset, text)


def test_a_review_without_an_id_is_told_by_its_plan_and_day(suggest):
    columns = yaml.safe_load(suggest("reviews", "Plan Ref,AR Date,Outcome\nE1,01/09/2026,Cease\n"))
    assert columns["columns"]["review_id"] == {"made_of": ["Plan Ref", "AR Date"]}


def test_prices_beside_the_places_have_their_ids(suggest):
    places = yaml.safe_load(suggest("placements", CASELOAD))["columns"]
    prices = yaml.safe_load(suggest("placement_costs", CASELOAD))["columns"]
    assert places["placement_id"] == prices["placement_id"] == prices["cost_id"]
    assert len(places["placement_id"]["made_of"]) == 3
    amounts = ["Placement 1 Annual Cost", "Placement 2 Annual Cost"]
    assert prices["annual_amount"] == {"side_by_side": amounts}
