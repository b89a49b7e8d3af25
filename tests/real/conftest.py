"""The marts of DfE's two releases, Devon's ledger of 21 months and case files that count to
Wiltshire's own chart: loaded and built as in a night, through both gates."""

import csv
import shutil
from pathlib import Path

import duckdb
import pytest

from expectations import runner
from steps import expected_files
from steps.dbt import build as dbt_build
from tests.conftest import Installation, MadeOnce
from tests.dbt.conftest import write_inputs
from tests.real import wiltshire

AS_AT = "2024-12-31"
# Devon publishes no chart; only its account of fees for special schools is mapped here.
DEVON_CHART = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
    "Children's Services,5733,high_needs,independent_nmss,1.2.3\n"
)
RELEASES = ("ees-ehcp-2022", "ees-ehcp-2025")


def land_wiltshire(landing: Path, golden: Path) -> None:
    with (golden / "wiltshire_vs_dfe.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    januaries, begun = (
        {int(row["year"]): int(row["seed"]) for row in rows if row["series"] == series}
        for series in ("total_january", "new_in_calendar_year")
    )
    wiltshire.land(landing, januaries, begun)


@pytest.fixture(scope="session", autouse=True)
def _parsed(parsed_project: None) -> None:
    """Each dbt process reads the parsed project instead of parsing it again."""


@pytest.fixture(scope="session")
def marts(real_data: Path, made_once: MadeOnce) -> duckdb.DuckDBPyConnection:
    """The marts that came out, read-only."""
    home = made_once("real", lambda home: build(real_data, home))
    return duckdb.connect(str(home / "warehouse.duckdb"), read_only=True)


def build(real_data: Path, home: Path) -> None:
    england = home / "landing/england/dfe_census"
    for release in RELEASES:
        year = release.removeprefix("ees-ehcp-")
        shutil.copytree(real_data / release, england / f"education-health-and-care-plans_{year}")
    shutil.copytree(real_data / "devon-spending", home / "landing/878/finance_ledger")
    chart = home / "landing/878/finance_ledger/chart_of_accounts__2024-12-31.csv"
    chart.write_text(DEVON_CHART, encoding="utf-8")
    if (real_data.parent / "golden").is_dir():
        land_wiltshire(home / "landing", real_data.parent / "golden")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(home))
        receipts = Installation(home).load(AS_AT)
        assert {r.outcome for r in receipts.values() if r.outcome != "accepted"} == set()
        expected_files.write(AS_AT)
        write_inputs(home)
        dbt_build.build(home, AS_AT)
        assert dbt_build.held_back(home) == []
    assert runner.check_marts(home) == []


@pytest.fixture(scope="session")
def golden(real_data: Path) -> Path:
    folder = real_data.parent / "golden"
    if not folder.is_dir():
        pytest.skip(f"the golden tables are not here: {folder}")
    return folder
