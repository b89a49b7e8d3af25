"""A column that earlier files filled and that is empty in every row of a file."""

import pytest

from tests.ingest import shapes

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-{}.csv"
PERSONS = "205/case_system/persons__2026-11-{}.csv"
CENSUS = "205/dfe_census/school_census__2026-{}.csv"
CENSUS_HEADER = (
    "census_date,school_urn,upn,nc_year,sen_provision,sen_type_1,sen_type_2,sen_unit,"
    "resourced_provision\n"
)


def lines(first: int, count: int, supplier="S1,Acme School", text="INV,fees", dated="2026-11-01"):
    rows = [
        f"J{n},1,2026-27,8,2026-11-03,{dated},AP,C100,5733,{supplier},{text},100.00"
        for n in range(first, first + count)
    ]
    return "\n".join([shapes.TRANSACTIONS, *rows]) + "\n"


def census(cells: str, date: str) -> str:
    rows = [f"{date},100001,A{n:012d},{cells}" for n in range(30)]
    return CENSUS_HEADER + "\n".join(rows) + "\n"


def test_a_batch_without_suppliers_is_accepted_with_a_remark(installation):
    installation.send(LEDGER.format("18"), lines(0, 40))
    installation.send(LEDGER.format("19"), lines(50, 40, supplier=",", dated=""))
    receipt = installation.load()[LEDGER.format("19")]
    assert receipt.outcome == "accepted"
    assert receipt.findings == (
        "document_date, supplier_id, supplier_name: filled in the last files (up to 20) of its "
        "kind and now empty in every row",
    )


def test_a_part_is_compared_with_the_same_part(installation):
    installation.send(LEDGER.format("18__AP"), lines(0, 40))
    installation.send(LEDGER.format("18__GL"), lines(50, 40, supplier=","))
    installation.send(LEDGER.format("19__GL"), lines(100, 40, supplier=","))
    assert [each.findings for each in installation.load().values()] == [(), (), ()]


@pytest.mark.parametrize(("count", "outcome"), [(20, "rejected"), (19, "accepted")])
def test_lines_by_which_nothing_can_be_recognised(installation, count, outcome):
    installation.send(LEDGER.format("18"), lines(0, 40))
    nothing = lines(50, count, supplier=",", text=",", dated="")
    installation.send(LEDGER.format("19"), nothing)
    receipt = installation.load()[LEDGER.format("19")]
    assert receipt.outcome == outcome
    assert "supplier_name, reference, description: filled in" in receipt.findings[0]


@pytest.mark.parametrize("order", ["in order", "the earlier one last"])
def test_an_empty_column_of_a_release_rejects_it_in_any_order(installation, order):
    earlier, later = CENSUS.format("01-20"), CENSUS.format("02-20")
    installation.send(later, census(",E,,,,", "2026-01-05"))
    if order != "in order":
        installation.load()
    installation.send(earlier, census("5,E,ASD,,0,0", "2026-01-01"))
    receipt = installation.load()[later]
    assert receipt.outcome == "rejected"
    assert (
        "nc_year, sen_type_1, sen_unit, resourced_provision: filled in the last releases (up to "
        "20) and now empty in every row" in receipt.findings[0]
    )


def test_columns_that_raw_does_not_store_are_compared_too(installation):
    installation.send(PERSONS.format("19"), shapes.persons(10))
    people = [shapes.person(n, surname="", forename="", postcode="") for n in range(10)]
    installation.send(PERSONS.format("20"), shapes.persons(0, *people))
    receipts = installation.load()
    assert "surname, forename, postcode: filled in" in receipts[PERSONS.format("20")].findings[0]
    assert "Inventedname" not in str(receipts)


@pytest.mark.parametrize(
    ("ended", "plans", "outcome"),
    [(1, 3, "accepted"), (2, 5, "accepted"), (3, 20, "rejected"), (1, 2, "rejected")],
)
def test_plans_that_are_reopened_lose_their_end(installation, ended, plans, outcome):
    path, header = (
        "205/case_system/plans__2026-11-{}.csv",
        (
            "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,"
            "cease_reason,transfer_la\n"
        ),
    )
    for day, ends in (("18", ended), ("19", 0)):
        rows = [
            f"E{n},P{n},,2025-01-06,,,0,0,,{'2026-10-01,2' if n < ends else ','},"
            for n in range(plans)
        ]
        installation.send(path.format(day), header + "\n".join(rows) + "\n")
    receipt = installation.load()[path.format("19")]
    assert receipt.outcome == outcome
    assert "cease_date, cease_reason: filled in the last extract and now empty in every row" in (
        " ".join(receipt.findings)
    )


def test_a_column_whose_header_is_gone_is_named_as_such(installation):
    requests = shapes.requests(10).splitlines()
    with_team = "\n".join([f"{requests[0]},team", *(f"{each},North" for each in requests[1:])])
    path = "205/case_system/requests__2026-11-{}.csv"
    installation.send(path.format("19"), with_team + "\n")
    installation.send(path.format("20"), shapes.requests(10))
    receipt = installation.load()[path.format("20")]
    assert "team: filled in the last extract and no column of this file" in receipt.findings[0]


def test_a_release_may_drop_an_optional_column(installation):
    path = "205/geography/postcode_areas__2026-{}.csv"
    header, row = "postcode,ward_code,ward_name\n", "ZZ1 1AA,E05000001,North\n"
    installation.send(path.format("10-20"), header + row)
    installation.send(path.format("11-20"), "postcode,ward_code\nZZ1 1AA,E05000001\n")
    receipt = installation.load()[path.format("11-20")]
    assert receipt.outcome == "accepted"
    assert receipt.findings == ("ward_name: filled in the last release and no column of this file",)
