"""Archives: a member alone takes the archive's name; several have names of their own."""

import hashlib
import io
import json
import zipfile

import pytest

from ingest.register import receipts
from tests.ingest import shapes

PERSONS = "205/case_system/persons__2026-11-20"
LEDGER = "205/finance_ledger/transactions__2026-11-20"


def packed(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def outcomes(installation) -> dict[str, tuple[str, int]]:
    return {
        path: (receipt.outcome, receipt.rows_accepted)
        for path, receipt in installation.load().items()
    }


@pytest.mark.parametrize(
    "inside",
    ["persons.csv", "Export 20.11.csv", "a/b/persons__2026-11-20.csv", "../../../persons.csv"],
)
def test_the_only_dataset_in_an_archive_takes_the_archives_name(installation, inside):
    installation.send(
        f"{PERSONS}.zip", packed(**{inside: shapes.persons(3), "__MACOSX/._p.csv": "x"})
    )
    before = set(installation.home.parent.iterdir())
    assert outcomes(installation) == {
        f"{PERSONS}.zip": ("accepted", 0),
        f"{PERSONS}.zip/persons__2026-11-20.csv": ("accepted", 3),
    }
    assert set(installation.home.parent.iterdir()) == before
    assert outcomes(installation) == {}


def test_several_datasets_in_an_archive_are_identified_by_their_own_names(installation):
    content = packed(
        **{
            "persons__2026-11-20.csv": shapes.persons(3),
            "requests__2026-11-20.csv": shapes.requests(3),
            "notes.csv": "a,b\n1,2\n",
        }
    )
    path = "205/case_system/nightly__2026-11-20.zip"
    installation.send(path, content)
    assert outcomes(installation) == {
        path: ("accepted", 0),
        f"{path}/persons__2026-11-20.csv": ("accepted", 3),
        f"{path}/requests__2026-11-20.csv": ("accepted", 3),
        f"{path}/notes.csv": ("rejected", 0),
    }


def test_an_archive_supersedes_a_file_of_the_same_date_by_its_name(installation):
    installation.send(f"{PERSONS}.csv", shapes.persons(3))
    installation.send(f"{PERSONS}__v2.zip", packed(**{"persons.csv": shapes.persons(4)}))
    receipts = installation.load()
    first = receipts[f"{PERSONS}.csv"]
    second = receipts[f"{PERSONS}__v2.zip/persons__2026-11-20__v2.csv"]
    assert first.supersedes_group == second.supersedes_group
    assert first.precedence < second.precedence


@pytest.mark.parametrize(("rows", "outcome"), [(40, "accepted"), (41, "rejected")])
def test_a_control_file_beside_an_archive_is_about_its_only_dataset(installation, rows, outcome):
    content = packed(**{"lines.csv": shapes.transactions(40)})
    claims = {"rows": rows, "sha256": hashlib.sha256(content).hexdigest()}
    installation.send(f"{LEDGER}.control.json", json.dumps(claims))
    installation.send(f"{LEDGER}.zip", content)
    receipt = installation.load()[f"{LEDGER}.zip/transactions__2026-11-20.csv"]
    assert receipt.outcome == outcome


@pytest.mark.parametrize(("rows", "outcome"), [(3, "accepted"), (4, "rejected")])
def test_a_control_file_in_an_archive_is_about_the_file_beside_it(installation, rows, outcome):
    inside = {
        "persons__2026-11-20.csv": shapes.persons(3),
        "persons__2026-11-20.control.json": json.dumps({"rows": rows}),
        "Thumbs.db": "x",
    }
    installation.send(f"{PERSONS}.zip", packed(**inside))
    receipts = installation.load()
    assert set(receipts) == {f"{PERSONS}.zip", f"{PERSONS}.zip/persons__2026-11-20.csv"}
    assert receipts[f"{PERSONS}.zip/persons__2026-11-20.csv"].outcome == outcome


@pytest.mark.parametrize("name", ["persons", "persons__2026-11-31", "persons_2026-11-20"])
def test_an_archive_whose_name_has_no_date_is_rejected(installation, name):
    path = f"205/case_system/{name}.zip"
    installation.send(path, packed(**{"persons.csv": shapes.persons(3)}))
    assert {receipt.outcome for receipt in installation.load().values()} == {"rejected"}


def test_folders_in_an_archive_may_be_written_with_backslashes(installation):
    """As .NET's first version of ZipFile writes them."""
    members = {
        "Export\\persons__2026-11-20.csv": shapes.persons(3),
        "Export\\requests__2026-11-20.csv": shapes.requests(3),
    }
    nightly = "205/case_system/nightly__2026-11-20.zip"
    installation.send(nightly, packed(**members))
    assert outcomes(installation) == {
        nightly: ("accepted", 0),
        f"{nightly}/persons__2026-11-20.csv": ("accepted", 3),
        f"{nightly}/requests__2026-11-20.csv": ("accepted", 3),
    }


RELEASE = "england/dfe_census/education-health-and-care-plans_2025"
TIMELINESS = "timeliness_20_week.csv"


@pytest.mark.parametrize("name", ["education-health-and-care-plans_2025", "release"])
def test_a_release_can_be_packed_in_its_folder(installation, name):
    archive = f"{RELEASE}/{name}.zip"
    installation.send(archive, packed(**{f"data/{TIMELINESS}": "time_period\n2024\n"}))
    receipts = installation.load()
    assert set(receipts) == {archive, f"{archive}/{TIMELINESS}"}
    kept = receipts[archive]
    assert (kept.outcome, kept.dataset, kept.rows_read) == (
        "accepted",
        "education-health-and-care-plans",
        0,
    )
    assert "names no such file" not in str(receipts)


def test_an_archive_in_an_archive_is_rejected(installation):
    inner = packed(**{TIMELINESS: "time_period\n2024\n"})
    installation.send(f"{RELEASE}/release.zip", packed(**{"inner.zip": inner}))
    receipts = installation.load()
    assert receipts[f"{RELEASE}/release.zip/inner.zip"].outcome == "rejected"


@pytest.mark.parametrize(
    ("archive", "member", "is_declared"),
    [
        ("205/case_system/export.zip", "persons__2026-11-20.csv", False),
        ("205/case_system/persons__2026-11-20.csv.gz.zip", "persons__2026-11-20.csv", False),
        ("205/case_system/November/persons__2026-11-20.zip", "persons.csv", False),
        ("205/case_system/export.zip", "Pupils 20261120.csv", True),
    ],
)
def test_an_archive_of_files_that_are_known_is_kept_whatever_its_name(
    installation, overlay, archive, member, is_declared
):
    if is_declared:
        pattern = r"Pupils (?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        overlay("case_system/persons.205.yml", f"file_pattern: '{pattern}'\n")
    installation.send(archive, packed(**{member: shapes.persons(3)}))
    found = outcomes(installation)
    assert found.pop(archive) == ("accepted", 0)
    assert list(found.values()) == [("accepted", 3)]
    assert outcomes(installation) == {}


def test_an_archive_is_kept_once_the_names_of_its_files_are_declared(installation, overlay):
    archive = "205/case_system/export.zip"
    installation.send(archive, packed(**{"Pupils 20261120.csv": shapes.persons(3)}))
    assert {outcome for outcome, _ in outcomes(installation).values()} == {"rejected"}
    pattern = r"Pupils (?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    overlay("case_system/persons.205.yml", f"file_pattern: '{pattern}'\n")
    expected = {archive: ("accepted", 0), f"{archive}/Pupils 20261120.csv": ("accepted", 3)}
    assert outcomes(installation) == expected
    written = receipts_of(installation)
    assert set(written) == set(expected)


def receipts_of(installation):
    found = receipts.read_all(installation.home).values()
    return {each.file_path: each.outcome for each in found}
