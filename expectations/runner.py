"""Runs gate 1 on a batch and gate 2 on the finished marts.

Gate 1 fails closed: a missing suite, an empty suite, or a check that crashed rejects the file.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations import check_meta, gate_result, latest, marts, shape, suites, waivers
from expectations.facts import BatchFacts
from expectations.gate_result import GateResult
from expectations.validation import CheckCrashed, validate, wording
from settings.problem import InvalidSettings

AUTHORITY_CODE = "regexp_full_match(la_code, '[0-9]{3}')"


def check(connection: duckdb.DuckDBPyConnection, facts: BatchFacts, home: Path) -> GateResult:
    """Gate 1: run the dataset's suite over view `batch` and write table `row_failures` (row_id,
    reason). Rows with `_problems` in view `withheld` can't be read.

    Raises CheckCrashed where there is no suite, it is empty, or a check did not run to its end.
    """
    expectations = _suite(facts)
    given, problems = _waivers(home)
    results = validate(connection, [*expectations, *shape.checks(facts)], "batch")
    latest.write_result(home, facts, [result for _, result in results])
    checks = gate_result.evaluate(results, facts, given)
    _write_failures(connection, gate_result.quarantining(checks))
    remarks = _count_remarks(connection, gate_result.remarking(checks))
    about_waivers = gate_result.ineffective(checks, facts, given) if given else problems
    return gate_result.combine(checks, remarks, about_waivers)


def _suite(facts: BatchFacts) -> list[Expectation]:
    suite = suites.find(facts.suite)
    if suite is None:
        raise CheckCrashed(
            f"there is no suite for {facts.suite}; add a function to the module of its source in "
            "expectations/"
        )
    expectations = suite(facts)
    if not expectations:
        raise CheckCrashed(f"the suite for {facts.suite} holds no expectation")
    return expectations


def _waivers(home: Path) -> tuple[list[waivers.Waiver], list[str]]:
    """The waivers; or none, with what is wrong with their file."""
    try:
        return waivers.read(home), []
    except InvalidSettings as wrong:
        return [], list(map(str, wrong.problems))


@dataclass(frozen=True)
class WrongTotal:
    """A failed check of gate 2, in a sentence. `la_codes` are the authorities whose rows fail it;
    empty where it is not theirs alone: it is about all rows, or fails for every authority."""

    what: str
    la_codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.what


def check_marts(home: Path) -> list[WrongTotal]:
    """Gate 2: run each mart's suite over the warehouse; return each failed check."""
    by_mart = marts.suites()
    if not by_mart or not all(by_mart.values()):
        raise CheckCrashed("a mart's suite holds no expectation")
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        return [
            WrongTotal(f"{mart}: {wording(expectation)}", _charged(warehouse, mart, expectation))
            for mart, suite in by_mart.items()
            for expectation, result in validate(warehouse, suite, mart)
            if not result.success
        ]


def _charged(
    warehouse: duckdb.DuckDBPyConnection, mart: str, expectation: Expectation
) -> tuple[str, ...]:
    if not marts.is_by_authority(expectation):
        return ()
    failing = _failing_rows(expectation, mart)
    codes = {
        code
        for (code,) in warehouse.execute(f"select distinct la_code from ({failing})").fetchall()
    }
    every = warehouse.execute(
        f"select distinct la_code from {mart} where {AUTHORITY_CODE}"
    ).fetchall()
    authorities = {code for (code,) in every}
    is_theirs = codes <= authorities and codes != authorities
    return tuple(sorted(codes)) if is_theirs else ()


def _write_failures(connection: duckdb.DuckDBPyConnection, quarantining: list[Expectation]) -> None:
    connection.execute("create table row_failures (row_id bigint, reason varchar)")
    for expectation in quarantining:
        failing = _failing_rows(expectation, "batch")
        connection.execute(
            f"insert into row_failures select row_id, ? from ({failing})", [wording(expectation)]
        )


def _count_remarks(
    connection: duckdb.DuckDBPyConnection, remarking: list[Expectation]
) -> list[str]:
    """Each remark with its number of rows, without rows that are quarantined anyway."""
    quarantined = (
        "select row_id from row_failures "
        "union all select row_id from withheld where _problems is not null"
    )
    found = []
    for expectation in remarking:
        if not check_meta.of_check(expectation)["of_rows"]:
            found.append(wording(expectation))
            continue
        [(count,)] = connection.execute(
            f"select count(*) from ({_failing_rows(expectation, 'batch')}) "
            f"where row_id not in ({quarantined})"
        ).fetchall()
        if count:
            found.append(f"{wording(expectation)}: {count} row(s), kept")
    return found


def _failing_rows(expectation: Expectation, table: str) -> str:
    """The query that returns an expectation's failing rows in a table or view."""
    assert isinstance(expectation, gxe.UnexpectedRowsExpectation), "it has no query of rows"
    return str(expectation.unexpected_rows_query).format(batch=table)
