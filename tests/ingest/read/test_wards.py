"""A person's postcode becomes a ward code while the file is read, and goes no further."""

import pytest

from tests.ingest import shapes

pytestmark = pytest.mark.slow

HEADER = "postcode,ward_code,ward_name,lsoa_code\n"
LOOKUP = "205/geography/postcode_areas__2026-11-02.csv"
PERSONS = "205/case_system/persons__2026-11-20.csv"
WARDS = "select ward_code from '{raw}/case_system/persons/205/*.parquet' order by _line"


def lookup(*areas: tuple[str, str]) -> str:
    rows = [f"{postcode},{ward},Ward {ward},E01000001" for postcode, ward in areas]
    return HEADER + "\n".join(rows) + "\n"


def persons(*postcodes: str) -> str:
    rows = [shapes.person(n, postcode=each) for n, each in enumerate(postcodes, start=500)]
    return shapes.persons(0, *rows)


def wards(installation) -> list[str | None]:
    return [ward for (ward,) in installation.rows(WARDS)]


def test_a_postcode_becomes_its_ward_however_it_is_spelt(installation):
    installation.send(LOOKUP, lookup(("ZZ1 1AA", "E05000001"), ("ZZ11AB", "E05000002")))
    installation.send(PERSONS, persons("zz1 1aa", "ZZ11AB", "ZZ1  1AA ", "ZZ9 9ZZ", ""))
    receipts = installation.load()
    assert wards(installation) == ["E05000001", "E05000002", "E05000001", None, None]
    assert "ward_code: 1 postcode(s) are not in the lookup" in str(receipts[PERSONS].findings)


@pytest.mark.parametrize(
    ("area", "why"),
    [
        (("ZZ1 1AA", ""), "ward_code: empty in every row"),
        (("", "E05000001"), "2 of 2 rows are bad"),
    ],
)
def test_a_lookup_without_wards_or_postcodes_is_rejected_and_the_last_one_is_used(
    installation, area, why
):
    """Rows without a postcode are no duplicates of each other: each of them is bad."""
    installation.send(LOOKUP, lookup(("ZZ1 1AA", "E05000001")))
    broken = LOOKUP.replace("02.csv", "03.csv")
    twice = [area, area if not area[0] else ("ZZ1 1AB", "")]
    installation.send(broken, lookup(*twice))
    installation.send(PERSONS, persons("ZZ1 1AA"))
    receipts = installation.load()
    assert why in receipts[broken].findings[0]
    assert receipts[broken].rows_quarantined == 2
    assert wards(installation) == ["E05000001"]


def test_a_lookup_without_the_wards_of_its_people_rejects_no_file_of_persons(installation):
    """The column is derived: no file that is sent has it."""
    installation.send(LOOKUP, lookup(("ZZ1 1AA", "E05000001")))
    installation.send(PERSONS.replace("20.csv", "19.csv"), persons("ZZ1 1AA"))
    installation.load()
    installation.send(LOOKUP.replace("02.csv", "20.csv"), lookup(("ZZ1 1AB", "E05000001")))
    installation.send(PERSONS, persons("ZZ1 1AA"))
    receipt = installation.load()[PERSONS]
    assert receipt.outcome == "accepted"
    assert "ward_code: 1 postcode(s) are not in the lookup" in str(receipt.findings)


def test_no_postcode_is_stored_with_a_person_or_in_clear(installation):
    installation.send(LOOKUP, lookup(("ZZ1 1AA", "E05000001"), ("QQ7 7QQ", "no code")))
    installation.send(PERSONS, persons("ZZ1 1AA"))
    installation.load()
    stored = [path for path in installation.home.rglob("*.parquet") if "landing" not in path.parts]
    assert stored
    text = "".join(str(installation.rows(f"select * from '{path}'")) for path in stored)
    assert "E05000001" in text
    for spelling in ("ZZ1 1AA", "ZZ11AA", "QQ7 7QQ", "QQ77QQ"):
        assert spelling not in text
    columns = installation.rows("describe " + WARDS.replace("ward_code", "*").split(" order")[0])
    assert [name for name, *_ in columns if "postcode" in name] == []


def test_without_a_lookup_persons_have_no_ward_and_no_finding(installation):
    installation.send(PERSONS, persons("ZZ1 1AA"))
    [receipt] = installation.load().values()
    assert wards(installation) == [None]
    assert receipt.findings == ()


@pytest.mark.parametrize("late", ["first", "corrected"])
def test_a_lookup_that_comes_after_the_persons_is_used_the_next_time(installation, late):
    """A persons file is loaded again where the lookup up to its date has changed, once."""
    if late == "corrected":
        installation.send(LOOKUP, lookup(("ZZ1 1AA", "E05000009")))
    installation.send(PERSONS, persons("ZZ1 1AA"))
    installation.load()
    installation.send(LOOKUP.replace("02.csv", "03.csv"), lookup(("ZZ1 1AA", "E05000001")))
    loaded = installation.load()
    assert [path for path in loaded if "persons" in path] == [PERSONS]
    assert wards(installation) == ["E05000001"]
    assert installation.load() == {}


def test_a_lookup_of_a_later_date_changes_no_earlier_persons(installation):
    installation.send(LOOKUP, lookup(("ZZ1 1AA", "E05000001")))
    installation.send(PERSONS, persons("ZZ1 1AA"))
    installation.load()
    later = "205/geography/postcode_areas__2026-11-21.csv"
    installation.send(later, lookup(("ZZ1 1AA", "E05000002")))
    assert list(installation.load()) == [later]
    assert wards(installation) == ["E05000001"]


def test_one_authoritys_lookup_is_not_used_for_another(installation):
    installation.send(LOOKUP.replace("205", "312"), lookup(("ZZ1 1AA", "E05000001")))
    installation.send(PERSONS, persons("ZZ1 1AA"))
    installation.load()
    assert wards(installation) == [None]
