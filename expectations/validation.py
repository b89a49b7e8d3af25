"""Great Expectations on DuckDB: a suite goes in, each expectation comes back with its result.

Its Validator works here on a connection that is open already: no data source, no stores and no
second engine are set up for each file, which would cost more than its checks. Our expectations
count and never fetch, so no value can stand in a result.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import duckdb
import sqlalchemy
from duckdb_sqlalchemy import ConnectionWrapper
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.execution_engine.sqlalchemy_batch_data import SqlAlchemyBatchData
from great_expectations.validator.validator import Validator

COUNTS_ONLY = {"result_format": {"result_format": "SUMMARY", "partial_unexpected_count": 0}}
CLASS_OF_FAULT = re.compile(r"\b\w+(?:Error|Exception)\b")


class CheckCrashed(Exception):
    """A check that did not run to its end: what it would have said is unknown, so it is a no."""


class _OnDuckDB(SqlAlchemyExecutionEngine):
    """Great Expectations' engine for SQL, on a DuckDB connection of ours.

    It opens a connection for each query and closes it before it has fetched (great_expectations
    #10738), which DuckDB does not outlive; here all queries share one.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        engine = sqlalchemy.create_engine(
            "duckdb://",
            creator=lambda: ConnectionWrapper(connection),
            poolclass=sqlalchemy.StaticPool,
            isolation_level="AUTOCOMMIT",  # a crashed check must not take the others with it
        )
        super().__init__(engine=engine, create_temp_table=False)
        self._shared = engine.connect()

    @contextmanager
    def get_connection(self) -> Iterator[sqlalchemy.Connection]:
        yield self._shared

    def let_go(self) -> None:
        self._shared.close()
        self.engine.dispose()


def validate(
    connection: duckdb.DuckDBPyConnection, expectations: list[Any], table: str
) -> list[tuple[Any, Any]]:
    """Each expectation with Great Expectations' result over a table or view.

    Raises CheckCrashed where not every expectation came to a result.
    """
    engine = _OnDuckDB(connection.cursor())
    try:
        data = SqlAlchemyBatchData(engine, query=f"select * from {table}", create_temp_table=False)
        engine.load_batch_data(table, data)
        validator = Validator(execution_engine=engine, data_context=context())
        results = validator.graph_validate(
            [_numbered(e, number) for number, e in enumerate(expectations)],
            COUNTS_ONLY,
        )
    finally:
        engine.let_go()
    return _all_ran(results, expectations)


@cache
def context() -> Any:
    """One in-memory context a process, silent: our suites are code, so it keeps nothing."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    made = gx.get_context(mode="ephemeral")
    made.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return made


def wording(expectation: Any) -> str:
    return str(expectation.meta["says"])


def _numbered(expectation: Any, number: int) -> Any:
    """Results come back in another order than asked, so every expectation carries its number."""
    configuration = expectation.configuration
    configuration.meta = {**expectation.meta, "number": number}
    return configuration


def _all_ran(results: list[Any], expectations: list[Any]) -> list[tuple[Any, Any]]:
    """A crashed check looks like a failed one unless its exception is asked for."""
    if len(results) != len(expectations):
        raise CheckCrashed(f"{len(expectations)} checks were asked for, {len(results)} answered")
    by_number = {result.expectation_config.meta["number"]: result for result in results}
    for number, expectation in enumerate(expectations):
        if number not in by_number:
            raise CheckCrashed(f"the check '{wording(expectation)}' came to no result")
        if crash := _crash(by_number[number].exception_info or {}):
            raise CheckCrashed(f"the check '{wording(expectation)}' did not run: {crash}")
    return [(expectation, by_number[number]) for number, expectation in enumerate(expectations)]


def _crash(info: dict[str, Any]) -> str | None:
    """Exception info is flat, or one entry for each metric that failed. The exceptions are named,
    since what they say may quote a row."""
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if entry.get("raised_exception"):
            kinds = CLASS_OF_FAULT.findall(str(entry.get("exception_message")))
            return ", ".join(dict.fromkeys(kinds)) or "for a reason that was not given"
    return None
