"""Each file that is derived from others is damaged in turn: the next night leaves what it would
have left without, and a line names the file, unless it is one that each night writes anew."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import Installation
from tests.faults.small_home import NIGHT, leftovers, send_files, state
from tests.ingest import shapes

# The load makes them again without a word: they hold no rows, or only the latest results of checks.
WITHOUT_A_LINE = ("none.parquet", "due.parquet", "validation_results")
HOW = {"cut": lambda content: content[: len(content) // 2], "empty": lambda content: b""}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("homes") / "loaded"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(home))
        installation = Installation(home)
        send_files(installation)
        bad = "Jx,1,not a year,8,2026-11-03,,AP,C100,5733,S1,Acme School,,fees,100.00"
        installation.send(
            "205/finance_ledger/transactions__2026-11-19.csv", shapes.transactions(90, bad)
        )
        installation.load(NIGHT)
    return home


def derived(home: Path) -> list[Path]:
    """One file of each kind that a load derives; of raw and quarantine all that hold rows."""
    folders = ("raw", "quarantine", "people", "receipts", "validation_results")
    found = [path for name in folders for path in sorted((home / name).rglob("*.*"))]
    files = [path.relative_to(home) for path in found if path.is_file()]
    markers = [path for path in files if path.name == "none.parquet"]
    return [path for path in files if path not in markers[2:] and not path.name.endswith(".lock")]


def test_each_derived_file_is_made_again(loaded: Path, tmp_path, monkeypatch, caplog) -> None:
    expected, files = state(loaded), derived(loaded)
    assert {path.parts[0] for path in files} >= {"raw", "quarantine", "people", "receipts"}
    home = tmp_path / "home"
    monkeypatch.setenv("SEND_HOME", str(home))
    shutil.copytree(loaded, home)
    for number, path in enumerate(files):
        how = list(HOW)[number % len(HOW)]
        (home / path).chmod(0o600)
        (home / path).write_bytes(HOW[how]((home / path).read_bytes()))
        caplog.clear()
        Installation(home).load(NIGHT)
        assert state(home) == expected, f"{path} {how}"
        assert leftovers(home) == []
        said = [line for line in caplog.messages if str(home / path) in line]
        silent = any(each in str(path) for each in WITHOUT_A_LINE)
        assert silent or [line for line in said if line.startswith("DAMAGED")], f"{path} {how}"
