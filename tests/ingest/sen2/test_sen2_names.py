"""SEN2 returns in archives, and under the names that the contract gives to returns and blades."""

import json
from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from ingest import contract_files, filenames, paths
from ingest.arrival import Stored
from ingest.deletion import originals
from ingest.register import arrivals, receipts
from tests.ingest import sen2_shapes as shapes
from tests.ingest.arrive.test_containers import packed
from tests.ingest.sen2_shapes import FOLDER

pytestmark = pytest.mark.slow

ZIP = f"{FOLDER}/sen2_return__2026-01-15.zip"


@pytest.mark.parametrize("name", ["sen2_return__2026-01-15.xml", "return/SEN2 export.xml"])
def test_a_return_in_an_archive_is_loaded(installation, name):
    installation.send(ZIP, packed(**{name: shapes.xml(persons=3)}))
    written = installation.load()
    xml = f"{ZIP}/sen2_return__2026-01-15.xml"
    assert {each.outcome for each in written.values()} == {"accepted"}
    assert {ZIP, xml, f"{xml}/sen2_person.csv"} < set(written)
    assert written[f"{xml}/sen2_person.csv"].rows_accepted == 3
    assert written[f"{xml}/sen2_person.csv"].release == "2026-01-15"
    assert installation.load() == {}


def test_a_return_in_an_archive_that_is_rejected_is_tried_again(installation, overlay):
    installation.send(ZIP, packed(**{"sen2_return__2027-01-21.xml": shapes.xml(2027)}))
    outcomes = {path: each.outcome for path, each in installation.load().items()}
    assert outcomes == {ZIP: "accepted", f"{ZIP}/sen2_return__2027-01-21.xml": "rejected"}
    overlay("dfe_census/sen2_header.312.yml", "columns: {collection_year: {codes: ['2027']}}\n")
    assert {each.outcome for each in installation.load().values()} == {"accepted"}


def test_an_erasure_deletes_the_archive_of_a_return(installation):
    content = packed(**{"sen2_return__2026-01-15.xml": shapes.xml(persons=3)})
    archive = installation.send(ZIP, content)
    installation.load()
    [table] = [
        each
        for each in arrivals.every_record(installation.home)
        if each.file_name == "sen2_person.csv"
    ]
    originals.delete(installation.home, replace(table, stored=Stored.DELETED))
    assert not archive.exists()
    kept = arrivals.every_record(installation.home)
    containers = [each for each in kept if each.file_name.endswith((".zip", ".xml"))]
    assert {each.stored for each in containers} == {Stored.AS_MEMBERS}
    for each in containers:
        assert not paths.received_bytes(installation.home, each.sha256).exists()


def test_a_control_file_of_an_archive_is_about_its_return(installation):
    control = installation.home / "landing" / ZIP.replace(".zip", ".control.json")
    installation.send(ZIP, packed(**{"sen2_return__2026-01-15.xml": shapes.xml(persons=3)}))
    control.write_text(json.dumps({"rows": 4}))
    written = installation.load()
    xml = f"{ZIP}/sen2_return__2026-01-15.xml"
    assert {path: each.outcome for path, each in written.items()} == {
        ZIP: "accepted",
        xml: "rejected",
    }
    assert "it holds 3 rows, the control file states 4" in written[xml].findings[0]


def test_the_case_of_a_name_of_a_return_does_not_matter(installation):
    path = f"{FOLDER}/Sen2_Return__2026-01-15.XML"
    installation.send(path, shapes.xml(persons=3))
    written = installation.load()
    assert {each.outcome for each in written.values()} == {"accepted"}
    assert written[f"{path}/sen2_person.csv"].rows_accepted == 3


BLADES = ["Person", "REQUESTS", "assessments", "named_plan", "plandetails", "activeplans"]
BLADES += ["placementdetail", "SENneeds", "SEN2"]


def blade_of(name: str) -> str:
    return name.removesuffix(".csv").rpartition("_")[2]


def test_blades_are_loaded_under_the_name_of_the_return(installation):
    named = {blade.lower().rstrip("s").replace("_", ""): blade for blade in BLADES}
    for name, content in shapes.blades(shapes.xml(persons=3)).items():
        blade = named[blade_of(name).rstrip("s")]
        installation.send(f"{FOLDER}/SEN2_Return__2026-01-15__{blade}.CSV", content)
    written = installation.load().values()
    assert {each.outcome for each in written} == {"accepted"}
    found = {each.dataset: each.rows_accepted for each in written}
    assert len(found) == 9
    assert (found["sen2_person"], found["sen2_header"], found["sen2_sen_need"]) == (3, 1, 6)
    assert {(each.business_date, each.release) for each in written} == {("2026-01-15",) * 2}


def test_a_corrected_blade_replaces_the_earlier_one(installation):
    names = [f"{FOLDER}/sen2_return__2026-01-15__person{v}.csv" for v in ("", "__v2")]
    blades = shapes.blades(shapes.xml(persons=3))
    header = f"{FOLDER}/sen2_return__2026-01-15__sen2.csv"
    installation.send(header, blades["Blade-Export_28-03-2026_sen2.csv"])
    for name in names:
        installation.send(name, blades["Blade-Export_28-03-2026_person.csv"] + "\n" * len(name))
    written = installation.load()
    first, second = (written[name] for name in names)
    assert first.supersedes_group == second.supersedes_group
    assert second.supersedes == (first.load_id,)


@pytest.mark.parametrize("name", ["sen2_return__2026-01-15__pupils", "sen2_return__2026-01-15"])
def test_the_names_of_blades_are_listed_where_one_is_unknown(name):
    problem = filenames.identify(PurePosixPath(FOLDER, f"{name}.csv")).problem
    assert "a blade of activeplans, assessment, sen2, namedplan, person" in problem


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_return_is_superseded_by_a_later_version_in_any_order(installation, order):
    names = [f"{FOLDER}/sen2_return__2026-01-15{version}.xml" for version in ("", "__v2")]
    for number in order:
        installation.send(names[number], shapes.xml(persons=3 + number))
        installation.load()
    found = receipts.read_all(installation.home)
    first, second = (next(r for r in found.values() if r.file_path == name) for name in names)
    assert second.supersedes == (first.load_id,)
    assert f"replaces landing/{names[0]}" in second.findings
    assert first.supersedes == ()
    current = found.keys() - receipts.superseded_among(installation.home, list(found))
    assert {found[each].return_id for each in current} == {second.load_id}
    assert installation.load() == {}


OVERLAY = "dfe_census/sen2_return.312.yml"
PATTERN = r"SEN2_312_(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(_v\d)?"


@pytest.mark.parametrize("archive", ["", "sen2.zip"])
def test_an_authority_declares_how_it_names_its_returns(installation, overlay, archive):
    name = "SEN2_312_20260115.xml"
    content = shapes.xml(persons=3)
    if archive:
        other = {"SEN2_312_20250116.xml": shapes.xml(2025)}
        installation.send(f"{FOLDER}/{archive}", packed(**{name: content} | other))
    else:
        installation.send(f"{FOLDER}/{name}", content)
    path = "/".join(part for part in (FOLDER, archive, name) if part)
    assert {each.outcome for each in installation.load().values()} == {"rejected"}
    overlay(OVERLAY, f"file_pattern: '{PATTERN}'\n")
    assert contract_files.problems() == []
    written = installation.load()
    assert {each.outcome for each in written.values()} == {"accepted"}
    assert written[path].business_date == "2026-01-15"
    assert written[f"{path}/sen2_person.csv"].rows_accepted == 3
    assert installation.load() == {}


def test_a_wrong_declaration_of_names_of_returns_is_a_problem_of_the_settings(
    installation, overlay
):
    overlay(OVERLAY, f"file_pattern: '{PATTERN}'\ndate_formats: ['%d/%m/%Y']\n")
    [problem] = contract_files.problems()
    assert "date_formats" in str(problem)
    assert "expected file_pattern or quarters" in str(problem)
    path = f"{FOLDER}/SEN2_312_20260115.xml"
    installation.send(path, shapes.xml())
    assert str(problem) in installation.load()[path].findings[0]
