"""An installation with one planted person, and contracts to which a test can add overlays."""

import shutil

import pytest

from ingest import contracts
from tests.ingest.planted import by_path, send_a_night, send_the_school_year


@pytest.fixture
def overlay(tmp_path_factory, monkeypatch):
    """A copy of the contracts: overlay("case_system/requests.312.yml", text) adds one."""
    folder = tmp_path_factory.mktemp("contracts") / "ingest" / "contracts"
    shutil.copytree(contracts.FOLDER, folder)
    monkeypatch.setattr(contracts, "FOLDER", folder)
    contracts.of_source.cache_clear()

    def write(name, text):
        (folder / name).write_text(text, "utf-8")
        contracts.of_source.cache_clear()

    yield write
    monkeypatch.undo()
    contracts.of_source.cache_clear()


@pytest.fixture
def two_nights(installation):
    send_a_night(installation, "2026-11-19")
    send_a_night(installation, "2026-11-20")
    send_the_school_year(installation)
    installation.load()
    assert {each.outcome for each in by_path(installation).values()} <= {
        "accepted",
        "accepted_with_rejects",
    }
    return installation
