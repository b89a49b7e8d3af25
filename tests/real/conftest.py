"""One real night over DfE's two releases, Devon's 21 ledger months and case files that count to
Wiltshire's own chart, through the real DAGs."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.real import wiltshire

REPOSITORY = Path(__file__).resolve().parents[2]
# Devon publishes no chart; of its accounts only the fees for special schools are told apart here.
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
def marts(real_data: Path, tmp_path_factory) -> duckdb.DuckDBPyConnection:
    """The marts that came out, read-only."""
    home = tmp_path_factory.mktemp("real")
    england = home / "landing/england/dfe_census"
    for release in RELEASES:
        year = release.removeprefix("ees-ehcp-")
        shutil.copytree(real_data / release, england / f"education-health-and-care-plans_{year}")
    shutil.copytree(real_data / "devon-spending", home / "landing/878/finance_ledger")
    chart = home / "landing/878/finance_ledger/chart_of_accounts__2024-12-31.csv"
    chart.write_text(DEVON_CHART, encoding="utf-8")
    if (real_data.parent / "golden").is_dir():
        land_wiltshire(home / "landing", real_data.parent / "golden")
    night = subprocess.run(
        [sys.executable, "-m", "commands", "night", "--date", "2024-12-31"],
        cwd=REPOSITORY,
        env=os.environ | {"SEND_HOME": str(home), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert night.returncode == 0, night.stdout + night.stderr
    published = (home / "published" / "send.duckdb").resolve()
    connection = duckdb.connect()
    connection.execute(f"attach '{published}' as send (read_only)")
    connection.execute("use send")
    return connection


@pytest.fixture(scope="session")
def golden(real_data: Path) -> Path:
    folder = real_data.parent / "golden"
    if not folder.is_dir():
        pytest.skip(f"the golden tables are not here: {folder}")
    return folder
