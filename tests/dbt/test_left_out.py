"""A build that fails for one authority is run again without it: the other has its rows."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.load import raw
from ingest.register import export as receipts_export
from publish.closes import export
from settings import tables
from steps.dbt import build, process, run_results
from tests.conftest import Installation
from tests.dbt import server as dbt_server
from tests.dbt.conftest import AS_AT, Warehouse, only

FILE = "{}/safety_valve/agreement__2026-11-20.csv"
HEADER = "version,financial_year,line,amount,status\n"
# the marts have 16 digits before the point, and two of these sum to more
LARGEST = "9999999999999999.99"
POSITION = (
    "select la_code, amount_gbp from marts.safety_valve_position "
    "where line = 'total_after_mitigations' order by la_code"
)


def agreement(amount: str) -> str:
    lines = ("hnb_allocation", "expenditure_before_savings", "investment")
    return HEADER + "".join(f"latest,2026-27,{line},{amount},forecast\n" for line in lines)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two authorities, of which the settings of 312 let through what does not fit the marts; dbt
    builds only one mart, to be quick."""
    home = tmp_path / "it's a home"  # an apostrophe in the path is one in SQL, too
    monkeypatch.setenv("SEND_HOME", str(home))
    overlay = home / "settings/contracts/safety_valve/agreement.312.yml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text("columns: {amount: {digits: 16}}\n")
    installation = Installation(home)
    for la_code, amount in {"205": "100.00", "312": LARGEST}.items():
        installation.send(FILE.format(la_code), agreement(amount))
    installation.load(AS_AT)
    for write in (raw.declare, receipts_export.write, export.export, tables.write):
        write(home)
    run = build._Run.dbt

    def only_one_mart(self, left_out, *options):
        return run(self, left_out, *(options or only("safety_valve_position")))

    monkeypatch.setattr(build._Run, "dbt", only_one_mart)
    monkeypatch.setattr(process, "run", dbt_server.run_forked)
    return home


def test_the_other_is_built_and_the_one_is_named(two, caplog) -> None:
    build.build(two, AS_AT)
    assert Warehouse(two).rows(POSITION) == [("205", Decimal("100.00"))]
    assert "The build fails for 312." in caplog.text
    assert "safety_valve_position" in caplog.text
    results = json.loads((two / "dbt/target/run_results.json").read_text())
    assert results["metadata"]["env"] == {"LEFT_OUT": "312"}


def test_a_model_that_fails_keeps_the_rows_of_the_build_before(two) -> None:
    run = build._Run(two, AS_AT, None, two / "warehouse.duckdb")
    assert not run_results.failed(run.dbt(["312"]))
    assert list(run_results.failed(run.dbt([]))) == ["model.send_warehouse.safety_valve_position"]
    assert Warehouse(two).rows(POSITION) == [("205", Decimal("100.00"))]
