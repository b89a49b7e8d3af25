"""Keys of the last full extract that a new one lacks: how many may go, and what is rejected."""

import pytest

from tests.ingest import shapes

PERSONS = "205/case_system/persons__2026-11-20.csv"


@pytest.mark.parametrize(("left", "outcome"), [(850, "accepted"), (849, "rejected")])
def test_an_extract_that_loses_more_than_fifty_keys_and_five_per_cent(installation, left, outcome):
    installation.send(PERSONS.replace("11-20", "11-19"), shapes.persons(900))
    installation.load()
    receipt = installation.load_one(PERSONS, shapes.persons(left))
    assert receipt.outcome == outcome
    found = {
        "accepted": "50 of the 900 keys of the last extract are gone (5.6 %), more than 5 %",
        "rejected": "51 of the 900 keys of the last extract would vanish (5.7 %), more than 5 %",
    }
    assert found[outcome] in receipt.findings[0]


@pytest.mark.parametrize(("left", "outcome"), [(20, "accepted"), (19, "rejected")])
def test_a_small_extract_may_lose_half_of_its_rows(installation, left, outcome):
    installation.send(PERSONS.replace("11-20", "11-19"), shapes.persons(40))
    installation.load()
    receipt = installation.load_one(PERSONS, shapes.persons(left))
    assert receipt.outcome == outcome
    if outcome == "rejected":
        assert "fewer than 50 % of the 40 rows of the last extract" in receipt.findings[0]


def test_other_keys_in_the_same_number_are_lost_keys_too(installation):
    installation.send(PERSONS.replace("11-20", "11-19"), shapes.persons(70))
    installation.load()
    others = [shapes.person(n) for n in range(100, 160)]
    receipt = installation.load_one(PERSONS, shapes.persons(10, *others))
    assert receipt.outcome == "rejected"
    assert "60 of the 70 keys" in receipt.findings[0]


@pytest.mark.parametrize(("left", "findings"), [(3, 0), (2, 1)])
def test_one_key_that_goes_is_no_remark(installation, left, findings):
    installation.send(PERSONS.replace("11-20", "11-19"), shapes.persons(4))
    installation.load()
    receipt = installation.load_one(PERSONS, shapes.persons(left))
    assert (receipt.outcome, len(receipt.findings)) == ("accepted", findings)


@pytest.mark.parametrize(
    ("settings", "outcome"),
    [
        ("max_lost_keys: 2\n", "rejected"),
        ("max_lost_keys: 3\n", "accepted"),
        ("{max_lost_keys: 2, max_lost_keys_pct: 10}\n", "accepted"),
    ],
)
def test_how_many_keys_may_go_is_the_authoritys(installation, overlay, settings, outcome):
    overlay("case_system/persons.205.yml", settings)
    installation.send(PERSONS.replace("11-20", "11-19"), shapes.persons(40))
    installation.load()
    assert installation.load_one(PERSONS, shapes.persons(37)).outcome == outcome


def test_a_budget_of_the_new_year_alone_is_rejected(installation):
    path = "205/finance_ledger/budgets__2026-{}.csv"
    header = "financial_year,version,cost_centre,subjective,amount\n"
    year = "".join(f"{{0}},original,C{n},100,5.00\n" for n in range(10))
    installation.send(path.format("03-31"), header + year.format("2025-26"))
    installation.load()
    receipt = installation.load_one(path.format("04-30"), header + year.format("2026-27"))
    assert "10 of the 10 keys of the last extract would vanish" in receipt.findings[0]


def test_a_loss_of_keys_can_be_waived(installation):
    waivers = installation.home / "settings" / "waivers.yml"
    waivers.parent.mkdir()
    waivers.write_text(
        "- {la_code: '205', source: case_system, dataset: persons, check: keys vanished, "
        "until: 2026-11-30, accepted_by: Head of SEND data, reason: closed cases were removed}\n"
    )
    installation.send(PERSONS.replace("11-20", "11-19"), shapes.persons(140))
    installation.load()
    assert installation.load_one(PERSONS, shapes.persons(80)).outcome == "accepted"


@pytest.mark.parametrize(
    ("date", "left", "outcome"),
    [
        ("2026-10-01", 200, "accepted"),
        ("2026-06-01", 160, "rejected"),
        ("2026-06-01", 99, "rejected"),
    ],
)
def test_a_report_is_compared_with_the_rows_of_its_own_date(installation, date, left, outcome):
    """Savings workstreams are full within the date of a report."""
    header = "workstream,schedule,financial_year,as_at,target,delivered,forecast,rag\n"

    def report(as_at, rows):
        lines = [f"W{n},A,2026-27,{as_at},1000,5,900,green\n" for n in range(rows)]
        return header + "".join(lines)

    installation.send("205/safety_valve/workstreams__2026-06-10.csv", report("2026-06-01", 222))
    installation.load()
    path = "205/safety_valve/workstreams__2026-10-10.csv"
    assert installation.load_one(path, report(date, left)).outcome == outcome
