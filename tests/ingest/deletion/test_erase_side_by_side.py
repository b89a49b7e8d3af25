"""Erasure from tables with several rows in a record, whose places have ids made of other cells."""

import json

import pytest

from tests.ingest.planted import FOLDER, by_path, erased, send_a_night, table, traces
from tests.ingest.read.test_side_by_side import HEADER, OF_NEEDS, OF_PLACES

pytestmark = pytest.mark.slow

NEEDS, PLACES, COSTS = (
    f"{FOLDER}/{dataset}__2026-11-20.csv" for dataset in ("needs", "placements", "placement_costs")
)
OF_COSTS = """
date_formats: ['%d/%m/%Y']
max_rejected_pct: 100
columns:
  cost_id: {made_of: [EHCP Ref, [URN 1, URN 2], [Start 1, Start 2]]}
  placement_id: {made_of: [EHCP Ref, [URN 1, URN 2], [Start 1, Start 2]]}
  spend_category: {constant: special_school}
  annual_amount: {side_by_side: [Price 1, Price 2]}
  price_basis: {constant: financial_year}
  weeks: {optional_header: true}
  start_date: {side_by_side: [Start 1, Start 2]}
  end_date: {optional_header: true}
  education_pct: {optional_header: true}
  social_care_pct: {optional_header: true}
  health_pct: {optional_header: true}
"""
PRICES = "EHCP Ref,URN 1,Start 1,Price 1,URN 2,Start 2,Price 2"


def send(installation, overlay):
    send_a_night(installation, "2026-11-20")
    (installation.home / "landing" / FOLDER / "case__2026-11-20.zip").unlink()
    overlay("case_system/needs.312.yml", OF_NEEDS)
    overlay("case_system/placements.312.yml", OF_PLACES)
    overlay("case_system/placement_costs.312.yml", OF_COSTS)
    needs = ("L1,Autism,,", "L-PLANTED-1,Autism,SLCN,")
    installation.send(NEEDS, table("EHCP Ref,Need 1,Need 2,Need 3", *needs))
    places = "{},100001,01/09/2025,,,100002,01/09/2026,"
    rows = (places.format(each) for each in ("L1", "L-PLANTED-1"))
    installation.send(PLACES, table(HEADER, *rows))
    prices = "{},100001,01/09/2025,1000.50,100002,01/09/2026,2000.25"
    rows = (prices.format(each) for each in ("L1", "L-PLANTED-1"))
    file = installation.send(COSTS, table(PRICES, *rows))
    control = {"rows": 2, "totals": {"annual_amount": "6001.50"}}
    file.with_name("placement_costs__2026-11-20.control.json").write_text(json.dumps(control))


def test_a_person_is_erased_with_all_rows_of_each_record(installation, overlay):
    send(installation, overlay)
    installation.load()
    before = by_path(installation)
    assert [before[each].rows_accepted for each in (NEEDS, PLACES, COSTS)] == [3, 4, 4]
    assert traces(installation)
    result = erased(installation)
    removed = {dataset: rows for (_, dataset), rows in result.rows.items()}
    assert [removed[each] for each in ("needs", "placements", "placement_costs")] == [1, 1, 1]
    installation.load()
    after = by_path(installation)
    assert [after[each].rows_accepted for each in (NEEDS, PLACES, COSTS)] == [1, 2, 2]
    assert after[COSTS].outcome == "accepted", after[COSTS].findings
    assert after[COSTS].totals_found["annual_amount"].file == "3000.75"
    assert traces(installation) == set()


def test_a_record_that_can_not_be_split_is_searched_for_the_parts_of_an_id(installation, overlay):
    send(installation, overlay)
    prices = table(PRICES, "L1,100001,01/09/2025,1000.50,,,", "L-PLANTED-1,100001,01/09/2025,1")
    installation.send(COSTS, prices).with_name("placement_costs__2026-11-20.control.json").unlink()
    installation.load()
    erased(installation)
    installation.load()
    assert by_path(installation)[COSTS].rows_erased == 1
    assert traces(installation) == set()
