"""An installation with one planted person, and contracts to which a test can add overlays."""

import shutil

import pytest

from ingest import contract_files
from settings import place
from tests.conftest import Installation
from tests.ingest.planted import by_path, send_a_night, send_the_school_year


@pytest.fixture
def overlay(installation, tmp_path_factory, monkeypatch):
    """overlay("case_system/requests.312.yml", text) writes an authority's overlay into the settings
    of the installation; overlay("case_system/mediations.yml", text) adds a dataset to a copy of the
    contracts. Text that is bytes is written as it is."""
    folder = tmp_path_factory.mktemp("contracts") / "ingest" / "contracts"
    shutil.copytree(contract_files.FOLDER, folder)
    monkeypatch.setattr(contract_files, "FOLDER", folder)

    def write(name, text):
        is_overlay = name.count(".") > 1
        path = (place.overlays(installation.home) if is_overlay else folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        contract_files.read_again()

    yield write
    monkeypatch.undo()
    contract_files.read_again()


@pytest.fixture(scope="session")
def _home_after_two_nights(tmp_path_factory):
    loaded = Installation(tmp_path_factory.mktemp("two_nights"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(loaded.home))
        send_a_night(loaded, "2026-11-19")
        send_a_night(loaded, "2026-11-20")
        send_the_school_year(loaded)
        loaded.load()
    assert {each.outcome for each in by_path(loaded).values()} <= {
        "accepted",
        "accepted_with_rejects",
    }
    return loaded.home


@pytest.fixture
def two_nights(installation, _home_after_two_nights):
    """A copy for each test of one home that was loaded."""
    shutil.copytree(_home_after_two_nights, installation.home, dirs_exist_ok=True)
    return installation
