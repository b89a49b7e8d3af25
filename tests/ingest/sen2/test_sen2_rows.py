"""Gate 1 on the rows of SEN2 returns; rows of two returns are never mixed."""

import pytest

from tests.ingest import sen2_shapes as shapes
from tests.ingest.sen2_shapes import FOLDER, XML, raw, tables

pytestmark = pytest.mark.slow


def test_unusual_rows_are_remarked_and_impossible_ones_quarantined(installation):
    details = "<PlanDetail><URN>100001</URN><SENSetting>OTH</SENSetting></PlanDetail><PlanDetail/>"
    unusual = (
        shapes.accepted(2024, details)
        .replace("<LastReview>2023-12-20", "<LastReview>2023-11-20")
        .replace("<SENtype>ASD", "<SENtype>DS")
        .replace("<EntryDate>2023-09-01", "<EntryDate>2024-01-16")
    )
    late = shapes.accepted(2024).replace(
        "<RequestOutcomeDate>2023-02-10", "<RequestOutcomeDate>2023-01-01"
    )
    nameless = shapes.person(2024, 7, "").replace("<UPN>A000000000007</UPN>", "")
    people = nameless + shapes.person(2024, 1) + shapes.person(2024, 98, unusual)
    people += shapes.person(2024, 99, late)
    installation.send(XML, shapes.xml(2024, persons=40, extra=people))
    found = tables(installation.load())
    expected = {
        "sen2_person": (
            "upn, uln: both are missing: 1 row(s), kept",
            "upn: several persons have it: 2 row(s), kept",
        ),
        "sen2_requests": (
            "request_outcome_date: before received_date: 1 row(s), first at line 85",
        ),
        "sen2_plan_detail": (
            "urn, ukprn, sen_setting: more than one of the three is given: 1 row(s), first at line",
            "urn, ukprn, sen_setting: none of the three is given: 1 row(s), kept",
        ),
        "sen2_sen_need": ("sen_type: DS, which the return has since 2025: 1 row(s), kept",),
        "sen2_placement_detail": ("active plans without a place on the reference date: 1 row(s)",),
    }
    for table, findings in expected.items():
        for finding in findings:
            assert any(finding in each for each in found[table].findings), finding
    assert found["sen2_person"].rows_accepted == 44
    assert found["sen2_requests"].rows_quarantined == 1
    # the child rows of a quarantined request are quarantined
    belongs = "request_order: not among the sen2_requests accepted so far: 1 row(s)"
    assert any(belongs in each for each in found["sen2_active_plans"].findings)


def test_the_rows_of_two_returns_of_one_date_are_never_mixed(installation):
    """The persons of the second return are rejected; the first return has the same numbers."""
    installation.send(XML, shapes.xml(persons=2))
    installation.load()
    later = XML.replace(".xml", "__v2.xml")
    spoilt = shapes.xml(persons=2).replace("<PersonBirthDate>2012", "<PersonBirthDate>1912")
    installation.send(later, spoilt)
    found = tables(installation.load())
    assert {name for name, receipt in found.items() if receipt.outcome == "accepted"} == {
        "sen2_header"
    }
    assert found["sen2_requests"].rows_quarantined == 4
    installation.send(XML.replace(".xml", "__v3.xml"), shapes.xml(persons=2))
    assert {receipt.outcome for receipt in tables(installation.load()).values()} >= {"duplicate"}
    assert len(raw(installation, "sen2_person")) == 2


def test_blades_of_another_authority_are_rejected_with_their_header(installation):
    for name, content in shapes.blades(shapes.xml(la_code="313")).items():
        installation.send(f"{FOLDER}/{name}", content)
    receipts = installation.load()
    assert {receipt.outcome for receipt in receipts.values()} == {"rejected"}
    assert not list((installation.home / "raw" / "dfe_census").glob("*/312/*"))


def test_no_name_postcode_or_number_is_stored(installation):
    installation.send(XML, shapes.xml())
    installation.load()
    written = b"".join(installation.files().values())
    cells = str(raw(installation, "sen2_person", "columns(*)::varchar"))
    for secret in ("Inventedname", "Madeup", "ZZ9 9ZZ", "A000000000001"):
        assert secret.encode() not in written
        assert secret not in cells
