"""A folder where a file is expected is rejected each night, and what is in it is still read."""

import pytest

from ingest.arrive import landing
from tests.ingest import shapes

FOLDER = "205/case_system"


@pytest.mark.parametrize(
    "name", ["requests__2026-11-20.csv", "requests__2026-11-20.CSV.GZ", "a__2026-11-20.zip"]
)
def test_a_folder_that_is_named_like_a_file_is_rejected_by_name(installation, name):
    (installation.home / "landing" / FOLDER / name).mkdir(parents=True)
    installation.send(f"{FOLDER}/persons__2026-11-20.csv", shapes.persons())
    receipts = installation.load()
    assert receipts[f"{FOLDER}/persons__2026-11-20.csv"].outcome == "accepted"
    folder = receipts[f"{FOLDER}/{name}"]
    assert folder.outcome == "rejected"
    [finding] = folder.findings
    assert finding.startswith(f"landing/{FOLDER}/{name} can't be read (it is a folder). Expected a")


def test_other_folders_are_not_named(installation):
    folder = installation.home / "landing" / "england/dfe_census"
    (folder / "education-health-and-care-plans_2025" / "data").mkdir(parents=True)
    assert list(landing.left(installation.home, "dfe_census")) == []
