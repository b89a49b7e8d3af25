"""A warehouse for each test module: files are sent to landing and loaded, then dbt builds it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.load import raw
from ingest.register import export as receipts_export
from publish.closes import export
from settings import tables
from steps.dbt import process
from tests.conftest import Installation
from tests.dbt import server as dbt_server

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
AS_AT = "2026-11-20"


@pytest.fixture(scope="session", autouse=True)
def _parsed(parsed_project: None) -> None:
    """Each dbt process reads the parsed project instead of parsing it again."""


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


def write_inputs(home: Path) -> None:
    """Write what dbt reads beside raw: receipts, closed periods and settings."""
    raw.declare(home)
    receipts_export.write(home)
    export.export(home)
    tables.write(home)


def build(
    home: Path,
    *options: str,
    unit_tests: bool = False,
    as_at: str = AS_AT,
    known_on: str | None = None,
) -> Warehouse:
    """Run `dbt build` over a home; where it fails, the assertion shows what dbt printed."""
    write_inputs(home)
    # as in a night: at its level debug, dbt's log takes a tenth of the processor time
    command = ["--quiet", "--no-use-colors", "--log-level-file", "info", "build", *options]
    if not unit_tests:  # they are the same over any home, and one test runs them
        command += ["--exclude-resource-type", "unit_test"]
    environment = process.environment(home, as_at, known_on)
    done = dbt_server.server().run(command, environment, home / "dbt.printed")
    assert done.exit_code == 0, done.printed
    return Warehouse(home)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Path]]:
    """Send files (path below landing → content) to a new home and load them."""
    with pytest.MonkeyPatch.context() as patch:

        def send_and_load(files: dict[str, str | bytes]) -> Path:
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
            return installation.home

        yield send_and_load


@pytest.fixture(scope="module")
def built(loaded: Callable[..., Path]) -> Callable[..., Warehouse]:
    """Send files to a new home, load them, build the warehouse."""

    def load_and_build(files: dict[str, str | bytes], *options: str, **dates: str) -> Warehouse:
        return build(loaded(files), *options, unit_tests=not files, **dates)

    return load_and_build
