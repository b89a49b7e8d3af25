"""Gate 1 alone: a batch as ingestion hands it over, with no file behind it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import runner
from expectations.gate_result import GateResult
from ingest.read.comparison.batch_facts import BatchFacts, ComparableColumns

REQUESTS = (
    "request_key varchar, received_date date, request_outcome varchar, request_outcome_date date"
)
GOOD = [(f"R{n}", "2026-01-05", "Y", "2026-02-10") for n in range(40)]


@dataclass
class GateBatch:
    facts: BatchFacts
    connection: duckdb.DuckDBPyConnection

    def failing_rows(self) -> list[int]:
        return [n for (n,) in self.connection.sql("select row_id from row_failures").fetchall()]


class Gate:
    """Gate 1 for requests of authority 205."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def batch(
        self, rows: list[tuple[Any, ...]], date: str = "2026-11-20", **facts: Any
    ) -> GateBatch:
        connection = duckdb.connect()
        connection.execute(f"create table typed ({REQUESTS})")
        if rows:
            connection.executemany("insert into typed values (?, ?, ?, ?)", rows)
        connection.execute(
            "create view landed as select rowid as row_id, * from typed; "
            "create view batch as from landed; "
            "create view withheld as select row_id, null as _problems from landed limit 0"
        )
        known: dict[str, Any] = {
            "suite": "case_system.requests",
            "la_code": "205",
            "business_date": date,
            "key": ("request_key",),
            "contract_names": {"request_key": "request_id"},
            "references": {},
            "has_posted_lines": False,
            "last_extract": None,
            "emptied_columns": None,
            "comparable": ComparableColumns(),
            "min_rows_of_last_pct": 50,
            "max_lost_keys_pct": 5,
            "max_lost_keys": 50,
            "may_be_empty": False,
            "return_header": None,
            "figures": (),
        }
        return GateBatch(BatchFacts(**known | facts), connection)

    def run(self, batch: GateBatch) -> GateResult:
        return runner.check(batch.connection, batch.facts, self.home)

    def check(self, *rows: tuple[Any, ...], **more: Any) -> GateResult:
        """The result for 40 good rows and those given."""
        return self.run(self.batch([*GOOD, *rows], **more))


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)
