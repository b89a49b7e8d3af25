"""Gate 1 alone: a batch as the front door would hand it over, with no file behind it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from expectations.verdict import Verdict

from expectations import runner

REQUESTS = (
    "request_key varchar, received_date date, request_outcome varchar, request_outcome_date date"
)
GOOD = [(f"R{n}", "2026-01-05", "Y", "2026-02-10") for n in range(40)]


@dataclass
class Batch:
    facts: dict[str, Any]
    connection: duckdb.DuckDBPyConnection

    def failing_rows(self) -> list[int]:
        return [n for (n,) in self.connection.sql("select row_id from row_failures").fetchall()]


class Gate:
    """Gate 1 for requests of authority 205."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def batch(self, rows: list[tuple[Any, ...]], date: str = "2026-11-20", **facts: Any) -> Batch:
        connection = duckdb.connect()
        connection.execute(f"create table typed ({REQUESTS})")
        if rows:
            connection.executemany("insert into typed values (?, ?, ?, ?)", rows)
        connection.execute(
            "create view numbered as select rowid as row_id, null as _problems, * from typed"
        )
        connection.execute("create view batch as from numbered")
        known = {
            "suite": "case_system.requests",
            "la_code": "205",
            "business_date": date,
            "key": ["request_key"],
            "spelt": {"request_key": "request_id"},
            "references": {},
            "posted": False,
            "compared_with_last": {"codes": [], "amounts": []},
            "rows_of_last": None,
            "filled_in_last": [],
            "min_rows_of_last_pct": 50,
            "may_be_empty": False,
        }
        return Batch(known | facts, connection)

    def check(self, *rows: tuple[Any, ...], **more: Any) -> Verdict:
        return runner.check(self.batch([*GOOD, *rows], **more), self.home)


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)
