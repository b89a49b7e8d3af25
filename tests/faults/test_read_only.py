"""A folder that can't be written: good files are not called bad, the message names the folder, and
what was not loaded is loaded once it can be written."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from typer.testing import CliRunner

from commands.main import app
from steps import sources
from tests.conftest import Installation
from tests.ingest import shapes

SOURCE = "finance_ledger"
LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
ROWS = "select count(*) from '{raw}/finance_ledger/transactions/205/*.parquet'"


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nobody write into a folder; root may do so whatever its mode, so it needs a mount."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid():
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    bind = subprocess.run(
        ["mount", "--bind", folder, folder], capture_output=True, text=True, check=False
    )
    if bind.returncode:
        pytest.skip(f"nothing can be mounted here: {bind.stderr.strip()}")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def load() -> None:
    for arrival in sources.register_arrivals(SOURCE, None):
        sources.load_arrival(arrival)


@pytest.mark.parametrize("name", ["raw", "landing/.received", "tmp"])
def test_good_files_load_once_the_folder_can_be_written(installation, name: str) -> None:
    installation.send(LEDGER, shapes.transactions(5))
    folder = installation.home / name
    with read_only(folder), pytest.raises(OSError, match=str(folder)):
        load()
    assert installation.load()[LEDGER].outcome == "accepted"
    assert installation.rows(ROWS) == [(5,)]
    assert sources.unresolved_rejections(SOURCE) == []


def test_the_folder_of_a_sender_is_only_read(installation) -> None:
    installation.send(LEDGER, shapes.transactions(5))
    with read_only(installation.home / "landing/205"):
        assert installation.load()[LEDGER].outcome == "accepted"


@pytest.mark.parametrize("command", [["verify"], ["night", "--date", "2026-11-20"]])
def test_a_command_in_a_home_that_can_not_be_written_ends_with_a_line(
    tmp_path, monkeypatch, command: list[str]
) -> None:
    home = tmp_path / "home"
    Installation(home).send(LEDGER, shapes.transactions(5))
    monkeypatch.setenv("SEND_HOME", str(home))
    with read_only(home), mock.patch.dict(os.environ):
        ended = CliRunner().invoke(app, command, prog_name="send")
    assert ended.exit_code == 2
    assert "Traceback" not in ended.output
    assert str(home) in ended.output
    assert "can't be used (" in ended.output or "Run the command as that user" in ended.output
