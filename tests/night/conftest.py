"""Nights through the real DAGs, as `send night` runs them."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests import airflow_metadata
from tests.conftest import MadeOnce

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def _parsed(parsed_project: None) -> None:
    """Each dbt process reads the parsed project instead of parsing it again."""


@dataclass
class Night:
    """One run: its exit code, what it printed, and the marts as they stood after it."""

    home: Path
    exit_code: int
    printed: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            marts = (self.home / "published" / "send.duckdb").resolve()
            connection.execute(f"attach '{marts}' as send (read_only)")
            connection.execute("use send")
            return connection.execute(query).fetchall()


def _run(home: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=REPOSITORY,
        env=os.environ | {"SEND_HOME": str(home), "PYTHONPATH": str(REPOSITORY)} | more,
        capture_output=True,
        text=True,
        check=False,
    )


def invent(home: Path, *options: str) -> dict[str, Any]:
    """Invent the demonstration authorities; return the true answers."""
    done = _run(home, "synthetic", "--home", str(home), *options)
    assert done.returncode == 0, done.stderr
    return json.loads((home / "synthetic" / "answers.json").read_text("utf-8"))


def night(home: Path, date: str = "2026-11-20", **environment: str) -> Night:
    airflow_metadata.copy_to(home)
    done = _run(home, "commands", "night", "--date", date, **environment)
    return Night(home, done.returncode, done.stdout + done.stderr)


@dataclass
class Demonstration:
    answers: dict[str, Any]
    first: Night
    published: dict[str, str]


@pytest.fixture(scope="session")
def demonstration(made_once: MadeOnce) -> Demonstration:
    """The night of `make run`."""

    def make(home: Path) -> None:
        invent(home)
        ran = night(home)
        kept = [ran.exit_code, ran.printed, published(home)]
        (home / "first_night.json").write_text(json.dumps(kept))

    home = made_once("demonstration", make)
    exit_code, printed, as_published = json.loads((home / "first_night.json").read_text())
    answers = json.loads((home / "synthetic" / "answers.json").read_text("utf-8"))
    return Demonstration(answers, Night(home, exit_code, printed), as_published)


def published(home: Path) -> dict[str, str]:
    """The SHA-256 of every Parquet file; send.duckdb may hold the same rows in other bytes."""
    folder = home / "published"
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


@pytest.fixture
def make_night() -> Callable[..., Night]:
    return night
