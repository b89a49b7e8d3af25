"""Runs Great Expectations on DuckDB: takes a suite and returns each expectation with its result.

The Validator uses a connection that is already open: to set up a data source, stores and a second
engine for each file costs more than the file's checks. The expectations count rows and fetch none,
so no result holds a value.
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
from great_expectations.expectations.expectation import Expectation
from great_expectations.validator.validator import Validator

from expectations import check_meta

COUNTS_ONLY = {"result_format": {"result_format": "SUMMARY", "partial_unexpected_count": 0}}
EXCEPTION_CLASS = re.compile(r"\b\w+(?:Error|Exception)\b")


class CheckCrashed(Exception):
    """A check that did not run to its end. Its result is not known, so the file is rejected."""


class _OnDuckDB(SqlAlchemyExecutionEngine):
    """Great Expectations' engine for SQL, on a DuckDB connection that the caller opened.

    The parent class opens a connection for each query and closes it before it has fetched
    (great_expectations issue 10738), which fails on DuckDB; here all queries share one.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        engine = sqlalchemy.create_engine(
            "duckdb://",
            creator=lambda: ConnectionWrapper(connection),
            poolclass=sqlalchemy.StaticPool,
            isolation_level="AUTOCOMMIT",  # a crashed check must not fail the others
        )
        super().__init__(engine=engine, create_temp_table=False)
        self._shared = engine.connect()

    @contextmanager
    def get_connection(self) -> Iterator[sqlalchemy.Connection]:
        yield self._shared

    def close(self) -> None:
        self._shared.close()
        self.engine.dispose()


def validate(
    connection: duckdb.DuckDBPyConnection, expectations: list[Expectation], table: str
) -> list[tuple[Expectation, Any]]:
    """Return each expectation with its result over a table or view.

    Raises CheckCrashed where an expectation has no result.
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
        engine.close()
    return _with_results(results, expectations)


@cache
def context() -> Any:
    """One in-memory context for each process, without progress bars. It keeps nothing, since the
    suites are code."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    created = gx.get_context(mode="ephemeral")
    created.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return created


def wording(expectation: Expectation) -> str:
    return check_meta.of_check(expectation)["wording"]


def _numbered(expectation: Expectation, number: int) -> Any:
    """Results are returned in another order than requested, so each expectation has a number."""
    configuration = expectation.configuration
    configuration.meta = {**check_meta.of_check(expectation), "number": number}
    return configuration


def _with_results(
    results: list[Any], expectations: list[Expectation]
) -> list[tuple[Expectation, Any]]:
    """Raise CheckCrashed for a check that crashed, which otherwise looks like a failed one."""
    if len(results) != len(expectations):
        raise CheckCrashed(f"{len(expectations)} checks were run, {len(results)} gave a result")
    by_number = {result.expectation_config.meta["number"]: result for result in results}
    for number, expectation in enumerate(expectations):
        if number not in by_number:
            raise CheckCrashed(f"the check '{wording(expectation)}' gave no result")
        if crash := _crash(by_number[number].exception_info or {}):
            raise CheckCrashed(f"the check '{wording(expectation)}' did not run: {crash}")
    return [(expectation, by_number[number]) for number, expectation in enumerate(expectations)]


def _crash(info: dict[str, Any]) -> str | None:
    """Return the class names of the exceptions, or None. Their messages may quote a row.

    Exception info is flat, or has one entry for each metric that failed."""
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if entry.get("raised_exception"):
            kinds = EXCEPTION_CLASS.findall(str(entry.get("exception_message")))
            return ", ".join(dict.fromkeys(kinds)) or "for a reason that was not given"
    return None
