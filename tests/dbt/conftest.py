"""A warehouse of its own: rows sent through the front door, then the real `dbt build`."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.load import raw
from ingest.register import export as receipts_export
from publish.closes import export
from tests.conftest import Installation

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
AS_AT = "2026-11-20"


class Warehouse:
    """A home built by dbt."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()


def only(*marts: str) -> list[str]:
    """dbt's options for some models, what they are built from, and the tests of just these."""
    return ["--indirect-selection", "cautious", "--select", *(f"+{mart}" for mart in marts)]


def build(home: Path, *options: str, unit_tests: bool = False, **variables: str) -> Warehouse:
    """Run `dbt build` over a home; a failing model or test fails the test with dbt's words."""
    raw.declare(home)
    receipts_export.write(home)
    export.export(home)
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "--no-use-colors", "build"]
    command += options
    if not unit_tests:  # they are the same over any home, and one test runs them
        command += ["--exclude-resource-type", "unit_test"]
    places = {
        "SEND_HOME": str(home),
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(home / "dbt" / "target"),
        "DBT_LOG_PATH": str(home / "dbt" / "logs"),
    }
    run = subprocess.run(
        [*command, "--vars", json.dumps({"as_at": AS_AT} | variables)],
        env=os.environ | places,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return Warehouse(home)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Warehouse]]:
    """Send files (path below landing → content) to a new home, load them, build the warehouse."""
    with pytest.MonkeyPatch.context() as patch:

        def send_load_build(
            files: dict[str, str | bytes], *options: str, **variables: str
        ) -> Warehouse:
            installation = Installation(tmp_path_factory.mktemp("home"))
            patch.setenv("SEND_HOME", str(installation.home))
            for path, content in files.items():
                installation.send(path, content)
            refused = {
                name: receipt.findings
                for name, receipt in installation.load(AS_AT).items()
                if receipt.outcome != "accepted"
            }
            assert not refused
            return build(installation.home, *options, unit_tests=not files, **variables)

        yield send_load_build
