"""DfE's SEN2 person-level return, 2023-2026, as XML and as COLLECT's blade CSVs."""

import json
from collections import Counter
from xml.etree import ElementTree

import pytest

from ingest.formats import sen2_xml
from settings.bounds import Bounds
from tests.ingest import sen2_shapes as shapes
from tests.ingest.sen2_shapes import FOLDER, XML, raw, tables

pytestmark = pytest.mark.slow

TABLES = {
    "sen2_person": "Person",
    "sen2_requests": "Requests",
    "sen2_assessment": "Assessment",
    "sen2_named_plan": "NamedPlan",
    "sen2_plan_detail": "PlanDetail",
    "sen2_active_plans": "ActivePlans",
    "sen2_placement_detail": "PlacementDetail",
    "sen2_sen_need": "SENneed",
}
BOMB = '<!DOCTYPE m [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def test_the_public_sample_keeps_every_repeated_element(real_data, tmp_path):
    sample = real_data / "sen2" / "sen2_sample_2025.xml"
    expected = Counter(each.tag for each in ElementTree.parse(sample).iter())
    found = sen2_xml.read(sample, "sample", "201", Bounds(), tmp_path)
    for table, element in TABLES.items():
        rows = found.tables[table].read_text("utf-8").splitlines()[1:]
        assert len(rows) == expected[element], table
    assert found.persons == expected["Person"]
    assert len(found.findings) == 1, "nothing in it is unknown"


def test_the_public_sample_loads_except_for_places_with_two_identifiers(installation, real_data):
    sample = (real_data / "sen2" / "sen2_sample_2025.xml").read_bytes()
    installation.send("201/dfe_census/sen2_return__2025-01-18.xml", sample)
    outcomes = {name: receipt.outcome for name, receipt in tables(installation.load()).items()}
    refused = {"sen2_plan_detail", "sen2_placement_detail"}
    assert {name for name, outcome in outcomes.items() if outcome != "accepted"} == refused
    assert installation.rows(
        "select dataset, count(*) from read_parquet('{quarantine}/201/*.parquet') "
        "group by all order by all"
    ) == [("sen2_placement_detail", 2), ("sen2_plan_detail", 2)]


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_every_year_s_return_loads_with_all_of_its_rows(installation, year):
    text = shapes.xml(year)
    installation.send(f"{FOLDER}/sen2_return__{year}-03-28.xml", text)
    receipts = installation.load()
    expected = Counter(each.tag for each in ElementTree.fromstring(text).iter())
    found = tables(receipts)
    for table, element in TABLES.items():
        assert found[table].outcome == "accepted", found[table].findings
        assert found[table].rows_accepted == expected[element]
        assert not any("not part of the return" in each for each in found[table].findings)
    assert f"SEN2 {year} as at {year}-01-15" in str(
        receipts[f"{FOLDER}/sen2_return__{year}-03-28.xml"].findings
    )


def test_the_differences_between_years_are_read(installation):
    for year in (2023, 2024, 2026):
        installation.send(f"{FOLDER}/sen2_return__{year}-03-28.xml", shapes.xml(year, persons=1))
    installation.load()
    assert raw(installation, "sen2_person", "year(_business_date), sex") == [
        (2023, "F"), (2024, "F"), (2026, "F")
    ]  # fmt: skip
    assert raw(installation, "sen2_active_plans", "year(_business_date), res, wbp") == [
        (2023, "B", "T"), (2024, None, None), (2026, None, None)
    ]  # fmt: skip
    stays = "distinct year(_business_date), attendance_pattern, res, wbp"
    assert raw(installation, "sen2_placement_detail", stays) == [
        (2023, "FT", None, None), (2024, None, "B", "T"), (2026, None, "B", "T")
    ]  # fmt: skip
    reviews = (
        "cast(last_review_date as varchar), cast(review_meeting_date as varchar), review_outcome, "
        "cast(review_draft_date as varchar), cast(phase_transfer_due_date as varchar)"
    )
    assert raw(installation, "sen2_active_plans", reviews) == [
        ("2022-12-20", None, None, None, None),
        ("2023-12-20", "2023-12-01", "M", None, None),
        ("2025-12-20", "2025-12-01", "M", "2026-01-02", "2026-02-15"),
    ]
    sources = "distinct year(_business_date), request_source"
    assert raw(installation, "sen2_requests", sources) == [(2023, None), (2024, None), (2026, "2")]


def test_the_gender_of_2023_becomes_a_sex_or_unknown(installation):
    people = [
        shapes.person(2023, n).replace("<GenderCurrent>2<", f"<GenderCurrent>{code}<")
        for n, code in enumerate("0129")
    ]
    installation.send(XML, shapes.xml(2023, persons=0, extra="".join(people)))
    installation.load()
    assert raw(installation, "sen2_person", "person_order, sex") == [
        ("1", "U"),
        ("2", "M"),
        ("3", "F"),
        ("4", "U"),
    ]


def test_other_spellings_of_elements_are_read(installation):
    details = "<PlanDetail><SENsetting>OLA</SENsetting></PlanDetail>"
    plan = shapes.accepted(2026, details).replace("PlanWBP>", "PlanWPB>")
    text = shapes.xml(persons=0, extra=shapes.person(2026, 1, plan))
    installation.send(XML, text.replace("<Message>", '<Message xmlns="http://example.org/sen2">'))
    installation.load()
    assert raw(installation, "sen2_plan_detail", "sen_setting, urn") == [("OLA", None)]
    assert raw(installation, "sen2_named_plan", "plan_wbp") == [("S",)]


def test_parents_and_children_join(installation):
    installation.send(XML, shapes.xml(persons=2))
    installation.load()
    folder = "read_parquet('{raw}/dfe_census/sen2_%s/312/*.parquet')"
    joined = " join ".join(
        f"{folder % table} {table}" + (f" using (return_id, {key})" if key else "")
        for table, key in (
            ("person", None),
            ("requests", "person_order"),
            ("assessment", "request_order"),
            ("named_plan", "assessment_order"),
            ("plan_detail", "named_plan_order"),
        )
    )
    assert installation.rows(
        "select person_order, request_order, request_outcome, plan_detail.urn "
        f"from {joined} order by all"
    ) == [("1", "2", "Y", "100001"), ("1", "2", "Y", "100002"),
          ("2", "4", "Y", "100001"), ("2", "4", "Y", "100002")]  # fmt: skip


@pytest.mark.parametrize("year", [2023, 2026])
def test_blades_give_the_rows_that_the_xml_gives(installation, tmp_path_factory, monkeypatch, year):
    from tests.conftest import Installation

    text = shapes.xml(year)
    installation.send(XML, text)
    installation.load()
    exported = Installation(tmp_path_factory.mktemp("blades"))
    monkeypatch.setenv("SEND_HOME", str(exported.home))
    for name, content in shapes.blades(text).items():
        exported.send(f"{FOLDER}/{name}", content)
    outcomes = {receipt.outcome for receipt in exported.load().values()}
    assert outcomes == {"accepted"}
    for table in TABLES:
        assert raw(exported, table) == raw(installation, table) != []
    header = "* exclude (_load_id, _file_sha256, return_id)"
    assert raw(exported, "sen2_header", header) == raw(installation, "sen2_header", header)


WRONG = {
    "truncated": (shapes.xml()[:-400], "ends before its elements are closed", "line 5"),
    "tags crossed": (
        shapes.xml().replace("</Forename>", "</Vorname>", 1),
        "under another name",
        "line 3",
    ),
    "entities": (BOMB + shapes.xml(), "declares a document type", "line 1"),
    "an outside entity": (OUTSIDE + shapes.xml(), "declares a document type", "line 1"),
    "undeclared entity": (shapes.xml().replace("Madeup", "&b;", 1), "doesn't declare", "line 3"),
    "wrong bytes": (
        shapes.xml().replace("Madeup", "Andr\xe9").encode("cp1252"),
        "aren't in its encoding",
        "line",
    ),
    "empty": ("", "is empty", "send it again"),
    "no XML": ("surname,forename\n", "not readable before its first element", "line 1"),
    "no end of the first element": (
        f"<Message name='{'x' * (2 << 20)}'>",
        "its first MiB holds no element",
        "line 1",
    ),
    "wrong root": ("<Return/>", "not a SEN2 return", "Message"),
    "wrong collection": (shapes.xml().replace(">SEN2<", ">CIN<"), "another collection", "SEN2"),
    "another authority's": (shapes.xml(la_code="313"), "of authority 313", "folder of 312"),
    "year not declared": (
        shapes.xml(2027),
        "collection year 2027",
        "declared are 2023, 2024, 2025, 2026",
    ),
    "no year": (shapes.xml().replace("<Year>2026</Year>", ""), "collection year", "no year"),
    "no reference date": (
        shapes.xml().replace(">2026-01-15<", "><"),
        "no ReferenceDate",
        "yyyy-mm-dd",
    ),
    "no header": (
        f"<Message><Persons>{shapes.person(2026, 1)}</Persons></Message>",
        "no Header",
        "Expected one",
    ),
    "no persons": (shapes.xml(persons=0), "no Person", "at least one"),
    "two headers": (
        shapes.xml().replace("<Persons>", "<Header></Header><Persons>"),
        "two headers",
        "Expected one",
    ),
    "a person elsewhere": (
        shapes.xml().replace("<Persons>", "<Others>").replace("</Persons>", "</Others>"),
        "wrong place",
        "Message/Persons/Person",
    ),
}


@pytest.mark.parametrize(("content", "found", "hint"), WRONG.values(), ids=WRONG)
def test_an_incomplete_return_is_rejected_whole(installation, content, found, hint):
    installation.send(XML, content)
    receipts = installation.load()
    assert list(receipts) == [XML], "none of its tables is loaded"
    assert receipts[XML].outcome == "rejected"
    [message] = receipts[XML].findings
    assert found in message
    assert hint in message
    assert XML in message
    assert "Inventedname" not in message
    assert not list((installation.home / "tmp" / "batches").iterdir())


def test_memory_is_bounded_where_no_person_ends(installation, monkeypatch):
    monkeypatch.setattr(sen2_xml, "MAX_PERSON", 10_000)
    installation.send(XML, shapes.xml(persons=1, extra="<Other>x</Other>" * 20_000))
    [message] = installation.load()[XML].findings
    assert "runs on for over" in message


def test_a_corrected_return_is_loaded(installation):
    installation.send(XML, shapes.xml()[:-400])
    installation.load()
    installation.send(XML, shapes.xml())
    assert {receipt.outcome for receipt in installation.load().values()} == {"accepted"}


def test_a_return_is_loaded_once_its_year_is_declared(installation, overlay):
    installation.send(XML, shapes.xml(2027))
    assert installation.load()[XML].outcome == "rejected"
    overlay("dfe_census/sen2_header.312.yml", "columns: {collection_year: {codes: ['2027']}}\n")
    assert {receipt.outcome for receipt in installation.load().values()} == {"accepted"}


def test_unknown_elements_are_named_and_the_others_are_read(installation):
    text = shapes.xml(extra="<Notes/>").replace("<PB>", "<Colour>blue</Colour><PB>")
    installation.send(XML, text)
    findings = installation.load()[XML].findings
    assert "unknown element Colour under sen2_named_plan, not loaded: 3 time(s)" in findings
    assert "unknown element Notes under persons, not loaded: 1 time(s)" in findings


def test_elements_of_another_year_are_kept_and_named(installation):
    old = "<AttendancePattern>FT</AttendancePattern><EntryDate>"
    installation.send(XML, shapes.xml(2024).replace("<EntryDate>", old))
    findings = installation.load()[XML].findings
    remark = "sen2_placement_detail: attendance_pattern is not part of the return of 2024, kept"
    assert remark in findings
    assert ("FT",) in raw(installation, "sen2_placement_detail", "attendance_pattern")


def test_a_control_file_counts_the_persons(installation):
    control = installation.home / "landing" / XML.replace(".xml", ".control.json")
    installation.send(XML, shapes.xml(persons=3))
    control.write_text(json.dumps({"rows": 4}))
    receipts = installation.load()
    assert list(receipts) == [XML]
    assert "it holds 3 rows, the control file states 4" in receipts[XML].findings[0]
