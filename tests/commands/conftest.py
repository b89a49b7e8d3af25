"""`send` as the tests call it: in this process, with an environment that ends with the command."""

import os
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from typer.testing import CliRunner, Result

from commands.main import app

Send = Callable[..., Result]


@pytest.fixture
def send() -> Send:
    def run(*arguments: str, stdin: str = "") -> Result:
        with mock.patch.dict(os.environ):
            return CliRunner().invoke(app, arguments, input=stdin, prog_name="send")

    return run


@pytest.fixture
def suggest(send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The proposal for a file of a dataset."""
    monkeypatch.setenv("SEND_HOME", str(tmp_path / "home"))

    def run(dataset: str, text: str | bytes, name: str | None = None) -> str:
        path = tmp_path / (name or f"{dataset}__2026-11-20.csv")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return send("contract", "suggest", str(path), "--la", "312", "--dataset", dataset).output

    return run
