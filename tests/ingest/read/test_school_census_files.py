"""Files of the school census: schools send theirs one by one, and DfE asks for needs and units in
the spring only."""

import pytest

HEADER = "census_date,school_urn,upn,nc_year,sen_provision"
OF_SPRING = ",sen_type_1,sen_type_2,sen_unit,resourced_provision"
PATH = "205/dfe_census/school_census__{}.csv"


def census(date: str, *rows: str, header: str = HEADER + OF_SPRING) -> str:
    return "\n".join([header, *(f"{date},{row}" for row in rows)]) + "\n"


PRIMARY = [f"100001,A{n:012d},4,K,SLCN,,0,0" for n in range(4)]
SPECIAL = ["100009,A000000000009,5,E,ASD,,0,0"]


@pytest.mark.parametrize("order", [("primary", "special"), ("special", "primary")])
def test_the_files_of_two_phases_about_one_census_day_both_count(installation, order):
    rows = {"primary": PRIMARY, "special": SPECIAL}
    receipts = {}
    for part in order:
        path = PATH.format(f"2026-01-15__{part}")
        installation.send(path, census("2026-01-15", *rows[part]))
        receipts |= installation.load()
    assert {each.rows_accepted for each in receipts.values()} == {4, 1}
    assert [each.supersedes for each in receipts.values()] == [(), ()]
    assert [each.findings for each in receipts.values()] == [(), ()]


def test_a_version_replaces_its_part_and_no_other(installation):
    for part, rows in (("primary", PRIMARY), ("special", SPECIAL), ("primary_v2", PRIMARY[:3])):
        installation.send(PATH.format(f"2026-01-15__{part}"), census("2026-01-15", *rows))
    receipts = installation.load()
    replaced = receipts[PATH.format("2026-01-15__primary")].load_id
    assert receipts[PATH.format("2026-01-15__primary_v2")].supersedes == (replaced,)
    assert receipts[PATH.format("2026-01-15__special")].supersedes == ()


@pytest.mark.parametrize(
    ("header", "cells"), [(HEADER, ""), (HEADER + OF_SPRING, ",,,,")], ids=["absent", "empty"]
)
@pytest.mark.parametrize("date", ["2026-05-21", "2026-10-01"])
def test_the_census_of_summer_and_of_autumn_has_no_needs(installation, date, header, cells):
    installation.send(PATH.format("2026-01-15"), census("2026-01-15", *PRIMARY))
    pupils = [f"100001,A{n:012d},4,K{cells}" for n in range(4)]
    installation.send(PATH.format(date), census(date, *pupils, header=header))
    receipt = installation.load()[PATH.format(date)]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 4)
    assert receipt.findings == ()


@pytest.mark.parametrize("header", [HEADER, HEADER + OF_SPRING], ids=["absent", "empty"])
def test_the_census_of_spring_has_needs_where_an_earlier_one_had(installation, header):
    cells = "," * header.removeprefix(HEADER).count(",")
    pupils = [f"100001,A{n:012d},4,K{cells}" for n in range(4)]
    installation.send(PATH.format("2025-01-16"), census("2025-01-16", *PRIMARY))
    autumn = [f"100001,A{n:012d},4,K" for n in range(4)]
    installation.send(PATH.format("2025-10-02"), census("2025-10-02", *autumn, header=HEADER))
    installation.send(PATH.format("2026-01-15"), census("2026-01-15", *pupils, header=header))
    receipt = installation.load()[PATH.format("2026-01-15")]
    assert receipt.outcome == "rejected"
    emptied = "sen_type_1, sen_unit, resourced_provision: filled in the last releases (up to 20)"
    assert emptied in receipt.findings[0]
