"""The runner: hands a suite to Great Expectations and brings back what failed, row by row.

Great Expectations works on DuckDB through SQLAlchemy, so that a check is one query and no row
leaves the database. Failing closed: no suite, no expectation, or one that crashed refuses the file.
"""

import itertools
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import duckdb

from expectations import marts
from expectations.rules import QUARANTINE, REFUSE, REMARK, Facts
from expectations.suites import SUITES

COMPLETE = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["row_id"],
    "exclude_unexpected_values": True,
    "partial_unexpected_count": 10**9,  # in SQL mode the list of row ids is cut to this number
}
_runs = itertools.count()


class CheckCrashed(Exception):
    """A check that did not run to its end: what it would have said is unknown, so it is a no."""


@dataclass
class Verdict:
    """`refusals` say why the whole file is refused, `remarks` what is odd about rows that go on;
    failing rows lie in table `row_failures`."""

    refusals: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class Batch(Protocol):
    """What gate 1 needs of a batch: its DuckDB file with view `batch` and view `numbered` (whose
    `_problems` say what the door found), what the contract says of it and what is known already,
    and that it lets go of the file meanwhile."""

    path: Path
    facts: Facts

    def close(self) -> None: ...

    def reopen(self) -> None: ...


def check(batch: Batch) -> Verdict:
    """Gate 1: run the dataset's suite over a batch and write `row_failures` (row_id, reason).

    Raises CheckCrashed where there is no suite, it is empty, or a check did not run to its end.
    """
    name = batch.facts["suite"]
    if name not in SUITES:
        raise CheckCrashed(f"there is no suite for {name}; add one to expectations/suites.py")
    expectations = SUITES[name](batch.facts)
    if not expectations:
        raise CheckCrashed(f"the suite for {name} holds no expectation")
    batch.close()
    try:
        failed = [e for e, result in _run(batch.path, expectations) if not result.success]
        rows = [e for e in failed if e.meta["then"] == QUARANTINE]
        queries = [e for e in rows if hasattr(e, "unexpected_rows_query")]
        listed = [e for e in rows if e not in queries]
        details = _run(batch.path, listed, COMPLETE) if listed else []
        _write_failures(batch.path, queries, details)
        remarks = _counted(batch.path, [e for e in failed if e.meta["then"] == REMARK])
    finally:
        batch.reopen()
    return Verdict([says(e) for e in failed if e.meta["then"] == REFUSE], remarks)


def check_marts(home: Path) -> list[str]:
    """Gate 2: run each mart's suite over the warehouse; return what does not hold, in words."""
    by_mart = marts.suites()
    if not by_mart or not all(by_mart.values()):
        raise CheckCrashed("a mart's suite holds no expectation")
    return [
        f"{mart}: {says(e)}"
        for mart, suite in by_mart.items()
        for e, result in _run(home / "warehouse.duckdb", suite, table=mart)
        if not result.success
    ]


def says(expectation: Any) -> str:
    return str(expectation.meta["says"])


def _run(
    path: Path, expectations: list[Any], result_format: Any = "BOOLEAN_ONLY", table: str = "batch"
) -> list[tuple[Any, Any]]:
    """Each expectation with its result. Results come back in another order than asked, so every
    expectation carries its number."""
    import great_expectations as gx

    context, run = _context(), next(_runs)
    numbered = [
        e.model_copy(update={"meta": e.meta | {"number": n}})
        if hasattr(e, "model_copy")
        else e.copy(update={"meta": e.meta | {"number": n}})
        for n, e in enumerate(expectations)
    ]
    source = context.data_sources.add_sql(
        f"run_{run}", connection_string=f"duckdb:///{path}", create_temp_table=False
    )
    try:
        asset = source.add_query_asset(table, query=f"select * from {table}")
        suite = context.suites.add(gx.ExpectationSuite(name=f"run_{run}", expectations=numbered))
        validation = context.validation_definitions.add(
            gx.ValidationDefinition(
                name=f"run_{run}", data=asset.add_batch_definition_whole_table("all"), suite=suite
            )
        )
        report = validation.run(result_format=result_format)
    finally:
        source.get_execution_engine().close()
        # DuckDB locks a file while any connection is open, and GX holds two engines
        source.get_execution_engine().engine.dispose()
        source.get_engine().dispose()
        context.data_sources.delete(f"run_{run}")
    return _all_ran(report.results, expectations)


def _all_ran(results: list[Any], expectations: list[Any]) -> list[tuple[Any, Any]]:
    """A crashed check looks like a failed one unless its exception is asked for."""
    if len(results) != len(expectations):
        raise CheckCrashed(f"{len(expectations)} checks were asked for, {len(results)} answered")
    pairs = []
    for result in results:
        expectation = expectations[result.expectation_config.meta["number"]]
        if crash := _crash(result.exception_info or {}):
            raise CheckCrashed(f"the check '{says(expectation)}' did not run: {crash}")
        pairs.append((expectation, result))
    return pairs


def _crash(info: dict[str, Any]) -> str | None:
    """Exception info is flat, or one entry for each metric that failed."""
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message")).splitlines()[0]
    return None


def _write_failures(path: Path, queries: list[Any], listed: list[tuple[Any, Any]]) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table row_failures (row_id bigint, reason varchar)")
        for expectation in queries:
            query = expectation.unexpected_rows_query.format(batch="batch")
            connection.execute(
                f"insert into row_failures select row_id, ? from ({query})", [says(expectation)]
            )
        for expectation, result in listed:
            ids = _row_ids(result.result)
            connection.execute(
                "insert into row_failures select unnest(?::bigint[]), ?", [ids, says(expectation)]
            )


def _counted(path: Path, remarks: list[Any]) -> list[str]:
    """Each remark with its rows, of which those that are held back for another reason are none."""
    held = (
        "select row_id from row_failures "
        "union all select row_id from numbered where _problems is not null"
    )
    found = []
    with duckdb.connect(str(path)) as connection:
        for expectation in remarks:
            query = expectation.unexpected_rows_query.format(batch="batch")
            kept = f"select count(*) from ({query}) where row_id not in ({held})"
            [(count,)] = connection.execute(kept).fetchall()
            if count:
                found.append(f"{says(expectation)}: {count} row(s), kept")
    return found


def _row_ids(result: dict[str, Any]) -> list[int]:
    ids = [row_id for each in result["unexpected_index_list"] for row_id in each["row_id"]]
    if len(ids) != result["unexpected_count"]:
        raise CheckCrashed(f"{result['unexpected_count']} rows failed, {len(ids)} were named")
    return ids


@cache
def _context() -> Any:
    """One in-memory context a process: our suites are code, so it keeps nothing.

    Great Expectations closes a connection before it has fetched from it, except for dialects on a
    private list; DuckDB has to be put there (great_expectations #10738). `tests/expectations`
    fails loudly where a new version moves the list.
    """
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine import sqlalchemy_execution_engine as engine

    duckdb_dialect = type("Dialect", (str,), {"value": "duckdb"})("duckdb")
    dialects: tuple[Any, ...] = engine._PERSISTED_CONNECTION_DIALECTS
    setattr(engine, "_PERSISTED_CONNECTION_DIALECTS", (*dialects, duckdb_dialect))  # noqa: B010
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context
