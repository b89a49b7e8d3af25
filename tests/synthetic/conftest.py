"""One default run of the generator, shared by the tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthetic.__main__ import main

Run = Callable[..., Path]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a function that runs the command line in a new home and returns the home."""

    def _run(*arguments: str, home: Path | None = None) -> Path:
        home = home or tmp_path_factory.mktemp("home")
        assert main(["--home", str(home), *arguments]) == 0
        return home

    return _run


@pytest.fixture(scope="session")
def home(run: Run) -> Path:
    """Return the home of a default run."""
    return run()


@pytest.fixture(scope="session")
def answers(home: Path) -> dict[str, Any]:
    """Return the default run's true answers."""
    read: dict[str, Any] = json.loads((home / "synthetic" / "answers.json").read_text())
    return read
