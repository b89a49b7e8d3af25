"""The queries of docs/drill-down.md lead from a cell to the lines of the files.

Each query runs as the page has it, with another path and other values of the cell.
"""

import csv
import gzip
import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from publish import outputs, snapshot
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
    "J4,1,2026-27,9,2026-11-12,,AP,H1,S1,S7,Mrs Ottilie Quennell,INV77,"
    "Taxi for Barnaby Quennell born 14/03/2015 UPN A123456789012,8.00",
)
PLANTED = ("Quennell", "Barnaby", "Ottilie", "14/03/2015", "2015-03-14", "A123456789012")


AGREEMENT = """version,financial_year,line,status,amount
original,2025-26,opening_deficit,forecast,500.00
original,2025-26,original_agreement_position,forecast,90.00
latest,2025-26,hnb_allocation,outturn,1000.00
latest,2025-26,block_transfer,outturn,-50.00
latest,2025-26,expenditure_before_savings,outturn,1200.35
latest,2025-26,schedule_a,outturn,-20.05
latest,2025-26,schedule_b,outturn,-0.20
latest,2025-26,safety_valve_payment,outturn,40.00
latest,2026-27,opening_deficit,forecast,999.00
latest,2026-27,hnb_allocation,forecast,1000.00
latest,2026-27,expenditure_before_savings,forecast,900.00
latest,2026-27,safety_valve_payment,forecast,10.00
"""


@pytest.fixture(scope="module")
def warehouse(built: Callable[..., Warehouse]) -> Warehouse:
    ledger = "990/finance_ledger"
    return built(
        {
            f"{ledger}/chart_of_accounts__2026-11-20.csv": CHART,
            f"{ledger}/transactions__2026-11-19.csv": FIRST,
            f"{ledger}/transactions__2026-11-20.csv.gz": gzip.compress(SECOND.encode(), mtime=0),
            "990/safety_valve/agreement__2026-11-20.csv": AGREEMENT,
        }
    )


def opened(warehouse: Warehouse, table: str, **cell: str) -> list[dict]:
    """The rows of the page's query of a table, for the given cell."""
    text = (PROJECT.parent / "docs/drill-down.md").read_text("utf-8")
    [query] = [q for q in re.findall(r"```sql\n(.*?)```", text, flags=re.DOTALL) if table in q]
    home, published = f"{warehouse.home}/warehouse.duckdb", "data/published/send.duckdb"
    assert published in query
    query = query.replace(published, home)
    for name, value in cell.items():
        query, times = re.subn(rf"cell\.{name} = '[^']*'", f"cell.{name} = '{value}'", query)
        assert times == 1
    with duckdb.connect() as db:
        result = db.execute(query)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def line_of(home: Path, row: dict) -> list[str]:
    """The cells of the line of the file that a row of the result names."""
    landed = home / "landing" / row["file_path"]
    kept = home / "landing/.received/bytes" / row["sha256"][:2] / row["sha256"]
    assert kept.read_bytes() == landed.read_bytes()
    content = landed.read_bytes()
    text = gzip.decompress(content) if landed.suffix == ".gz" else content
    return list(csv.reader(io.StringIO(text.decode())))[row["file_line"] - 1]


def test_a_child_in_a_description_and_a_parent_as_supplier_are_published_nowhere(
    warehouse: Warehouse,
):
    """The line itself is, with its amount; every file of the publication is searched."""
    both = (outputs.TABLES, outputs.AUDIENCES)  # pages read nothing of the ledger
    published = snapshot.publish(warehouse.home, date(2026, 11, 20), set(), both).path
    with duckdb.connect() as db:
        posted = db.execute(
            "select amount_gbp::varchar, supplier_id, reference, supplier_name, description "
            f"from '{published}/marts/fct_ledger.parquet' where journal_id = 'J4'"
        ).fetchall()
        assert posted == [("8.00", "S7", "INV77", None, None)]
        [(raw,)] = db.execute(
            "select count(*) from "
            f"'{warehouse.home}/raw/finance_ledger/transactions/*/*.parquet' as t "
            "where t::varchar like '%Quennell%'"
        ).fetchall()
        assert raw == 1  # so the search would find it
        for file in published.rglob("*.parquet"):
            if file.stem == "dim_date":
                continue  # it has every day
            found = [
                planted
                for planted in PLANTED
                if db.execute(
                    f"select 1 from '{file}' as t where t::varchar ilike $1", [f"%{planted}%"]
                ).fetchall()
            ]
            assert found == [], file
    for file in published.rglob("*.*"):
        content = file.read_bytes()
        assert [each for each in PLANTED if each.encode() in content] == [], file


def test_the_lines_sum_to_the_cell_and_are_found_in_the_files(warehouse: Warehouse):
    rows = opened(warehouse, "dsg_outturn", dsg_block="high_needs")
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
    rows = opened(warehouse, "dsg_outturn", dsg_block="total")
    assert {(r["journal_id"], r["line_number"]) for r in rows} == {
        ("J1", 1), ("J1", 3), ("J2", 2), ("J3", 1),
    }  # fmt: skip
    assert {r["lines_sum_to_gbp"] for r in rows} == {Decimal("136.99")}
    assert {r["actual_to_date_gbp"] for r in rows} == {Decimal("136.99")}


@pytest.mark.parametrize(
    ("year", "line", "amounts"),
    [
        ("2025-26", "schedule_b", "-0.20"),
        ("2025-26", "hnb_after_savings", "-50.00 1200.35 -20.05"),
        ("2025-26", "in_year_deficit", "-1000.00 -50.00 1200.35 -20.05"),
        ("2025-26", "variance_from_agreement", "-1000.00 -50.00 1200.35 -20.05 -90.00"),
        ("2025-26", "variance_after_mitigations", "-1000.00 -50.00 1200.35 -20.05 -90.00 -0.20"),
        ("2025-26", "total_after_mitigations", "-1000.00 -50.00 1200.35 -20.05 -0.20"),
        ("2025-26", "retained_deficit", "500.00 -1000.00 -50.00 1200.35 -20.05 -0.20 -40.00"),
        ("2026-27", "retained_deficit", "500.00 -1000.00 -50.00 1200.35 -20.05 -0.20 -40.00 "
            "-1000.00 900.00 -10.00"),
    ],
)  # fmt: skip
def test_a_cell_of_the_position_opens_to_the_lines_of_the_agreement(
    warehouse: Warehouse, year: str, line: str, amounts: str
):
    """Only the first year's opening deficit counts, and it is that of the original version."""
    rows = opened(
        warehouse, "safety_valve_position", version="latest", financial_year=year, line=line
    )
    assert [str(row["counts_gbp"]) for row in rows] == amounts.split()
    total = sum(map(Decimal, amounts.split()))
    assert {(row["cell_gbp"], row["lines_sum_to_gbp"]) for row in rows} == {(total, total)}
    for row in rows:
        version, of_year, sent, _, amount = line_of(warehouse.home, row)
        assert (version, of_year, sent) == (row["version"], row["financial_year"], row["line"])
        assert abs(Decimal(amount)) == abs(row["counts_gbp"])
