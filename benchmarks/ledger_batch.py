"""A batch of invented ledger lines as gate 1 gets it, typed and without a fault, and gate 1 on it.

`python -m benchmarks.ledger_batch <home> <rows>` writes it.
"""

import sys
from pathlib import Path

import duckdb

from benchmarks.bare import BATCH
from ingest.read.comparison.batch_facts import BatchFacts, ComparableColumns

NAME = "landing/batch.parquet"
COLUMNS = """
    n as row_id, n + 2 as _line, 'J' || lpad(cast(n // 4 as varchar), 9, '0') as journal_id,
    n % 4 + 1 as line_number, '2026-27' as financial_year, n % 8 + 1 as period,
    date '2026-04-01' + cast(n % 8 * 29 + n % 29 as integer) as posting_date,
    date '2026-04-01' + cast(n % 8 * 29 + n % 19 as integer) as document_date, 'AP' as journal_type,
    'C' || n % 50 as cost_centre, cast(5000 + n % 80 as varchar) as subjective,
    'S' || n % 900 as supplier_id, 'Invented School ' || n % 900 as supplier_name,
    'INV' || n as reference, 'fees' as description, cast(n % 9000 as decimal(18, 2)) as amount
"""
KEY = ("journal_id", "line_number")


def write(home: Path, rows: int) -> None:
    """Write the batch into a home's landing folder."""
    path = home / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select {COLUMNS} from range({rows}) as numbers(n)) to '{path}' (format parquet)"
        )


def check(home: Path) -> None:
    """Run the ledger's suite on the batch. Raises ValueError where a check fails, since the lines
    are without a fault."""
    from expectations import runner

    facts = BatchFacts(
        suite="finance_ledger.transactions",
        la_code="990",
        business_date="2026-11-20",
        key=KEY,
        contract_names={name: name for name in KEY},
        references={},
        has_posted_lines=False,
        last_extract=None,
        emptied_columns=None,
        comparable=ComparableColumns(),
        min_rows_of_last_pct=0,
        max_lost_keys_pct=0,
        max_lost_keys=0,
        may_be_empty=False,
        return_header=None,
        figures=(),
    )
    with duckdb.connect() as connection:
        connection.execute(BATCH.format(path=home / NAME))
        connection.execute("create view withheld as select 1 as row_id, null as _problems limit 0")
        result = runner.check(connection, facts, home)
    if result.rejections or not all(check.success for check in result.checks):
        raise ValueError(f"gate 1 finds faults in lines without any: {result.rejections}")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
