"""The texts of a SEN2 return in XML: how markup, spelling and order of the elements change them."""

import csv
from pathlib import Path

import pytest

from ingest.formats import csv_lines, sen2_persons, sen2_xml
from settings.bounds import Bounds
from tests.ingest import sen2_shapes as shapes

PLAIN = "<Surname>Inventedname</Surname>"


def rows(folder: Path, text: str, table: str = "sen2_person") -> list[dict[str, str]]:
    """The rows of one table as Python's csv reads them."""
    received = folder / "return.xml"
    received.write_text(text, encoding="utf-8")
    found = sen2_xml.read(received, "return.xml", "312", Bounds(), folder)
    with found.tables[table].open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("O&apos;Brien &amp; Co, &lt;x&gt;", "O'Brien & Co, <x>"),
        ("&#233;&#xE9;", "éé"),
        ("<![CDATA[a < b, \"c\"]]>", 'a < b, "c"'),
        ("In<!-- a note -->vented", "Invented"),
        ("In<?note of a tool?>vented", "Invented"),
        ("two\nlines, and a \"mark\"", 'two\nlines, and a "mark"'),
        ("two\r\nlines", "two\nlines"),
        ("100 %s of it", "100 %s of it"),
        ("a > b", "a > b"),
        ("a&#13;b", "a\rb"),
        ("a&#13;&#10;b", "a\r\nb"),
        ('"all"', '"all"'),
        ("None", "None"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_text_is_what_the_markup_means(tmp_path, written, meant):
    text = shapes.xml(persons=2).replace(PLAIN, f"<Surname>{written}</Surname>", 1)
    assert [row["surname"] for row in rows(tmp_path, text)] == [meant, "Inventedname"]


def test_lines_are_those_that_csv_writes(tmp_path):
    cells = ["plain", "a,b", 'a "b"', "a\nb", "a\rb", "", " a ", "é"]
    with (tmp_path / "written.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow(cells)
    expected = (tmp_path / "written.csv").read_bytes().decode()
    assert csv_lines.line(map(csv_lines.quoted, cells)) == expected


def test_the_same_elements_in_another_place_are_another_row(tmp_path):
    """Both persons have the same elements in the same order, and differ in what is below what."""
    within = "<ActivePlans><PlacementDetail/><LastReview>2025-01-01</LastReview></ActivePlans>"
    after = "<ActivePlans><PlacementDetail><LastReview>2025-01-01</LastReview></PlacementDetail>"
    people = [
        shapes.person(2026, n, f"<Requests>{plans}</Requests>")
        for n, plans in enumerate((within, f"{after}</ActivePlans>", within))
    ]
    text = shapes.xml(persons=0, extra="".join(people))
    found = rows(tmp_path, text, "sen2_active_plans")
    assert [row["last_review_date"] for row in found] == ["2025-01-01", "", "2025-01-01"]


def test_more_shapes_than_are_kept_make_no_difference(tmp_path, monkeypatch):
    text = shapes.xml(
        extra="".join(shapes.person(2026, n, shapes.accepted(2026) * (n % 3)) for n in range(9))
    )
    expected = rows(tmp_path, text, "sen2_placement_detail")
    assert len(expected) == 2 * (3 + 9)
    monkeypatch.setattr(sen2_persons, "MOST_PLANS", 1)
    assert rows(tmp_path, text, "sen2_placement_detail") == expected
    monkeypatch.setattr(sen2_persons, "LONGEST_KEPT", 0)
    monkeypatch.setattr(sen2_persons, "WRITTEN_AT_ONCE", 1)
    assert rows(tmp_path, text, "sen2_placement_detail") == expected


def test_a_person_is_read_whatever_the_case_of_its_element(tmp_path):
    text = shapes.xml(persons=2).replace("<Person>", "<PERSON>", 1)
    assert len(rows(tmp_path, text.replace("</Person>", "</PERSON>", 1))) == 2


def test_an_element_in_a_cell_is_named(installation):
    text = shapes.xml().replace("<URN>100001<", "<URN>100001<Old>9</Old><")
    installation.send(shapes.XML, text)
    findings = installation.load()[shapes.XML].findings
    named = "unknown element Old under sen2_placement_detail.urn, not loaded: 3 time(s)"
    assert named in findings


@pytest.mark.parametrize("place", ["<URN>", "<NamedPlan>", "<Surname>"])
def test_a_person_within_a_person_is_refused(installation, place):
    within = f"{place}<Person><UPN>A000000000009</UPN></Person>"
    installation.send(shapes.XML, shapes.xml().replace(place, within, 1))
    receipts = installation.load()
    assert list(receipts) == [shapes.XML]
    assert "holds a Person in the wrong place" in receipts[shapes.XML].findings[0]
