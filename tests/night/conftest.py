"""Nights through the real DAGs, as `make night` runs them."""

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

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass
class Night:
    """One run: its exit code, what it printed, and the marts as they stood after it."""

    home: Path
    exit_code: int
    printed: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            marts = (self.home / "published" / "marts.duckdb").resolve()
            connection.execute(f"attach '{marts}' as send (read_only)")
            connection.execute("use send")
            return connection.execute(query).fetchall()


def _run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=REPOSITORY,
        env=os.environ | {"SEND_HOME": str(home), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )


def invent(home: Path, *options: str) -> dict[str, Any]:
    """Invent the demonstration authorities; return the true answers."""
    done = _run(home, "synthetic", "--home", str(home), *options)
    assert done.returncode == 0, done.stderr
    return json.loads((home / "synthetic" / "answers.json").read_text("utf-8"))


def night(home: Path, date: str = "2026-11-20") -> Night:
    done = _run(home, "dags.night", "--date", date)
    return Night(home, done.returncode, done.stdout + done.stderr)


@dataclass
class Demonstration:
    answers: dict[str, Any]
    first: Night
    published: dict[str, bytes]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Demonstration:
    """The night of `make run`."""
    home = tmp_path_factory.mktemp("demonstration")
    answers = invent(home)
    first = night(home)
    return Demonstration(answers, first, published_bytes(home))


def published_bytes(home: Path) -> dict[str, bytes]:
    published = home / "published"
    return {
        str(path.relative_to(published)): path.read_bytes()
        for path in sorted(published.rglob("*.parquet"))
    }


@pytest.fixture
def make_night() -> Callable[..., Night]:
    return night
