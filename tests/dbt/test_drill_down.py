"""The query of docs/drill-down.md opens a cell of the outturn down to the lines of the files."""

import csv
import gzip
import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.dbt.conftest import PROJECT, Warehouse
from tests.ingest.shapes import TRANSACTIONS

CHART = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
    "H1,S1,high_needs,other,1.2.3\nE1,S1,early_years,,1.3.1\nG1,S1,general_fund,,2.1.1\n"
)


def journal(*lines: str) -> str:
    return "\n".join([TRANSACTIONS, *lines]) + "\n"


FIRST = journal(
    "J1,1,2026-27,1,2026-04-30,,GL,H1,S1,,,,,100.01",
    "J1,2,2026-27,1,2026-04-30,,GL,G1,S1,,,,,7777.00",
    "J1,3,2026-27,1,2026-04-30,,GL,E1,S1,,,,,30.00",
)
SECOND = journal(
    "J2,1,2026-27,8,2026-11-02,,GL,H1,S1,,,,,5000.00",
    '"J2",2,2026-27,7,2026-10-02,,AP,H1,S1,S9,"A school,\nof two lines",,,-0.02',
    "J3,1,2026-27,7,2026-10-30,,GL,H1,S1,,,,,7.00",
)


@pytest.fixture(scope="module")
def warehouse(built: Callable[..., Warehouse]) -> Warehouse:
    ledger = "990/finance_ledger"
    return built(
        {
            f"{ledger}/chart_of_accounts__2026-11-20.csv": CHART,
            f"{ledger}/transactions__2026-11-19.csv": FIRST,
            f"{ledger}/transactions__2026-11-20.csv.gz": gzip.compress(SECOND.encode(), mtime=0),
        }
    )


def opened(warehouse: Warehouse, block: str) -> list[dict]:
    text = (PROJECT.parent / "docs/drill-down.md").read_text("utf-8")
    [query] = re.findall(r"```sql\n(.*?)```", text, flags=re.DOTALL)
    with duckdb.connect() as db:
        db.execute(f"attach '{warehouse.home}/warehouse.duckdb' as send (read_only)")
        result = db.execute(query.replace("'high_needs'", f"'{block}'"))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def line_of(home: Path, row: dict) -> list[str]:
    """The cells of the file's line that a row says it came from."""
    landed = home / "landing" / row["file_path"]
    kept = home / "landing/.received/bytes" / row["sha256"][:2] / row["sha256"]
    assert kept.read_bytes() == landed.read_bytes()
    content = landed.read_bytes()
    text = gzip.decompress(content) if landed.suffix == ".gz" else content
    return list(csv.reader(io.StringIO(text.decode())))[row["file_line"] - 1]


def test_the_lines_sum_to_the_cell_and_stand_where_it_says(warehouse: Warehouse):
    rows = opened(warehouse, "high_needs")
    assert [(r["journal_id"], r["line_number"], str(r["amount_gbp"])) for r in rows] == [
        ("J1", 1, "100.01"),
        ("J2", 2, "-0.02"),
        ("J3", 1, "7.00"),
    ]
    assert {(r["actual_to_date_gbp"], r["lines_sum_to_gbp"]) for r in rows} == {
        (Decimal("106.99"), Decimal("106.99"))
    }
    found = [line_of(warehouse.home, row) for row in rows]
    assert [(cells[0], cells[1], cells[-1]) for cells in found] == [
        ("J1", "1", "100.01"),
        ("J2", "2", "-0.02"),
        ("J3", "1", "7.00"),
    ]


def test_the_total_opens_to_every_line_of_the_grant(warehouse: Warehouse):
    rows = opened(warehouse, "total")
    assert {(r["journal_id"], r["line_number"]) for r in rows} == {
        ("J1", 1), ("J1", 3), ("J2", 2), ("J3", 1),
    }  # fmt: skip
    assert {r["lines_sum_to_gbp"] for r in rows} == {Decimal("136.99")}
    assert {r["actual_to_date_gbp"] for r in rows} == {Decimal("136.99")}
