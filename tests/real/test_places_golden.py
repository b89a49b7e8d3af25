"""Tables of three source documents out of files: the places of Kingston and Richmond now and to
come, Wiltshire's planned places and savings of one project, Hammersmith & Fulham's transitions.

What a table does not print is chosen here and marked so: which of two boroughs a new school is in,
the days on which places open, who a young person is.
"""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Installation
from tests.dbt.conftest import Warehouse, build, only

AS_AT = "2023-06-30"
BOROUGHS = {"RBK": "314", "LBR": "318"}
PLACES = "place_id,urn,ukprn,place_type,phase,primary_need,places,rate_gbp,start_date,end_date"
SCHEMES = (
    "scheme_id,scheme_name,urn,place_type,phase,primary_need,places,opens_on,status,confidence_pct"
)
FORECASTS = "forecast_id,made_on,method,academic_year,place_type,phase,primary_need,children"
WORKSTREAMS = "workstream,schedule,financial_year,as_at,target,delivered,forecast,rag"
TRANSITIONS = "transition_id,plan_id,identified_date,target_date,pathway,status,transitioned_date"
# Of the new places, 72 are at a free school that was approved; its borough is not printed.
APPROVED = ("RBK", "special", 72)
# The need for 295 more places by 2020/21 is of both boroughs; the parts are not printed.
DEMAND = {"RBK": 150, "LBR": 145}

Row = dict[str, str]


def kind(phase: str) -> str:
    return f"{'special' if phase == 'special' else 'resourced_provision'},{phase},"


def borough_files(borough: str, rows: list[Row]) -> dict[str, str]:
    """Commissioned and planned places of one borough, and the children who need one in 2020-21."""
    places, schemes = [PLACES], [SCHEMES]
    for row in rows:
        phase, now = row["phase"], int(row["current"])
        new = int(row["future"]) - now
        if phase == "total":
            need = now + DEMAND[borough]
            continue
        places.append(f"{phase},,,{kind(phase)},{now},10000,2017-09-01,")
        approved = APPROVED[2] if (borough, phase) == APPROVED[:2] else 0
        schemes.append(f"{phase},,,{kind(phase)},{new - approved},2020-09-01,proposed,")
        schemes.append(f"{phase} 2,,,{kind(phase)},{approved},2019-09-01,approved,")
    forecast = f"F1,2016-05-31,SEND Education Review,2020-21,special,,,{need}"
    return {
        "commissioned_places": "\n".join(places) + "\n",
        "planned_places": "\n".join(schemes) + "\n",
        "place_forecasts": f"{FORECASTS}\n{forecast}\n",
    }


def wiltshire_schemes(rows: list[Row]) -> str:
    found = [SCHEMES]
    for row in rows:
        if row["item"] == "planned_places":
            opens = f"{row['period'][:4]}-09-01,building,"
            for column in ("special", "mainstream"):
                name = f"{column} {row['period']}"
                found.append(f"{name},,,{kind(column)},{row[column]},{opens}")
    return "\n".join(found) + "\n"


def wiltshire_savings(rows: list[Row]) -> str:
    found = [WORKSTREAMS]
    for row in rows:
        if row["gbp_m"]:
            pounds = Decimal(row["gbp_m"]) * 1_000_000
            found.append(f"Dyslexia friendly schools,,{row['period']},2020-04-01,,,{pounds:.2f},")
    return "\n".join(found) + "\n"


def transitions(rows: list[Row]) -> str:
    """The first group has a target date, July 2022; the second awaits its review and pathway."""
    found = [TRANSITIONS]
    for row, target in zip(rows[:2], ("2022-07-31", ""), strict=True):
        for number in range(int(row["identified"])):
            is_done = number < int(row["transitioned"])
            end = "employment,transitioned,2022-09-01" if is_done else ",casework,"
            found.append(f"{row['group']} {number},P{number},2022-01-10,{target},{end}")
    return "\n".join(found) + "\n"


@pytest.fixture(scope="module")
def printed(golden: Path) -> Callable[[str], list[Row]]:
    def read(name: str) -> list[Row]:
        with (golden / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture(scope="module")
def warehouse(printed, tmp_path_factory) -> Warehouse:
    with pytest.MonkeyPatch.context() as patch:
        installation = Installation(tmp_path_factory.mktemp("places"))
        patch.setenv("SEND_HOME", str(installation.home))
        for borough, la_code in BOROUGHS.items():
            rows = [row for row in printed("afc_places") if row["borough"] == borough]
            for dataset, content in borough_files(borough, rows).items():
                installation.send(f"{la_code}/places/{dataset}__{AS_AT}.csv", content)
        rows = printed("wiltshire_places_savings")
        for path, content in {
            "865/places/planned_places": wiltshire_schemes(rows),
            "865/safety_valve/workstreams": wiltshire_savings(rows),
            "205/case_system/transitions": transitions(printed("hf_transitions")),
        }.items():
            installation.send(f"{path}__{AS_AT}.csv", content)
        receipts = installation.load(AS_AT)
        refused = [each.findings for each in receipts.values() if each.outcome != "accepted"]
        assert not refused
        marts = only("place_sufficiency", "transitions", "savings_workstreams")
        yield build(installation.home, *marts, as_at=AS_AT)


def test_places_now_and_to_come_of_two_boroughs(warehouse, printed):
    """The places of 2017-18, and those of 2020-21 with the planned ones, by phase and in total."""
    found = {
        (la_code, phase): counts
        for la_code, phase, *counts in warehouse.rows(
            "select la_code, case when grouping(phase) = 1 then 'total' else phase end, "
            "coalesce(sum(case when academic_year = '2017-18' then commissioned end), 0), "
            "sum(case when academic_year = '2020-21' then commissioned + planned_to_date end) "
            "from marts.place_sufficiency where la_code in ('314', '318') "
            "group by grouping sets ((la_code, phase), (la_code))"
        )
        if phase != "not_stated"  # the row of the demand
    }
    assert found == {
        (BOROUGHS[row["borough"]], row["phase"]): [int(row["current"]), int(row["future"])]
        for row in printed("afc_places")
    }


def test_551_more_places_against_a_demand_of_295(warehouse):
    """Of the 551, 72 have a high degree of certainty and 479 are far less predictable."""
    [figures] = warehouse.rows(
        "select sum(planned_to_date), sum(forecast_need) - sum(commissioned) "
        "from marts.place_sufficiency "
        "where la_code in ('314', '318') and academic_year = '2020-21'"
    )
    assert figures == (551, 295)
    by_year = warehouse.rows(
        "select academic_year, sum(planned), sum(planned_committed) "
        "from marts.place_sufficiency where la_code in ('314', '318') "
        "group by all having sum(planned) > 0 order by all"
    )
    assert by_year == [("2019-20", 72, 72), ("2020-21", 479, 0)]


def test_planned_places_of_wiltshire_by_year(warehouse, printed):
    found = {
        year: counts
        for year, *counts in warehouse.rows(
            "select academic_year, sum(case when place_type = 'special' then planned end), "
            "sum(case when place_type = 'resourced_provision' then planned end), sum(planned) "
            "from marts.place_sufficiency where la_code = '865' "
            "group by all having sum(planned) > 0"
        )
    }
    assert found == {
        row["period"]: [int(row[column]) for column in ("special", "mainstream", "total")]
        for row in printed("wiltshire_places_savings")
        if row["item"] == "planned_places"
    }


def test_savings_of_one_project_by_year_and_their_sum(warehouse, printed):
    """The text's 260,000 in five years is no sum of the four printed years: these are 272,000."""
    rows = warehouse.rows(
        "select financial_year, forecast_gbp, savings_to_date_gbp "
        "from marts.savings_workstreams where la_code = '865' order by 1"
    )
    assert {year: amount for year, amount, _ in rows} == {
        row["period"]: Decimal(row["gbp_m"]) * 1_000_000
        for row in printed("wiltshire_places_savings")
        if row["gbp_m"]
    }
    assert [to_date for *_, to_date in rows] == [7_000, 58_000, 146_000, 272_000]


def test_transition_cases_of_hammersmith_and_fulham(warehouse, printed):
    [total] = warehouse.rows(
        "select identified_with_target, transitioned_with_target, identified_pending, "
        "transitioned_pending, identified, transitioned, casework_open "
        "from marts.transitions where la_code = '205' and is_total"
    )
    with_target, pending, both = (
        [int(row[column]) for column in ("identified", "transitioned", "casework_open")]
        for row in printed("hf_transitions")
    )
    assert list(total) == [*with_target[:2], *pending[:2], *both]
