"""A folder where a file is expected is named each night, and what is in it is still read."""

import pytest

from ingest.arrive import landing, register_arrivals
from tests.ingest import shapes

FOLDER = "205/case_system"


@pytest.mark.parametrize(
    "name", ["requests__2026-11-20.csv", "requests__2026-11-20.CSV.GZ", "a__2026-11-20.zip"]
)
def test_a_folder_that_is_named_like_a_file_is_named(installation, name):
    (installation.home / "landing" / FOLDER / name).mkdir(parents=True)
    installation.send(f"{FOLDER}/persons__2026-11-20.csv", shapes.persons())
    assert installation.load()[f"{FOLDER}/persons__2026-11-20.csv"].outcome == "accepted"
    [named] = register_arrivals.not_taken(installation.home, "case_system")
    assert named.startswith(f"landing/{FOLDER}/{name} (it is a folder, expected a file")


def test_other_folders_are_not_named(installation):
    folder = installation.home / "landing" / "england/dfe_census"
    (folder / "education-health-and-care-plans_2025" / "data").mkdir(parents=True)
    assert list(landing.left(installation.home, "dfe_census")) == []
