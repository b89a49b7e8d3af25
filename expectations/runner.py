"""The runner: hands a dataset's suite to Great Expectations and brings back what failed.

Failing closed: no suite, no expectation, or one that crashed refuses the file.
"""

from pathlib import Path
from typing import Any, Protocol

import duckdb

from expectations import latest, marts, shape, verdict, waivers
from expectations.rules import Facts
from expectations.suites import SUITES
from expectations.validation import CheckCrashed as CheckCrashed
from expectations.validation import says, validate
from expectations.verdict import Verdict


class Batch(Protocol):
    """What gate 1 needs of a batch: a connection to its view `batch` and its view `numbered`
    (whose `_problems` say what the door found), what the contract says of it and what is known
    already."""

    facts: Facts

    @property
    def connection(self) -> duckdb.DuckDBPyConnection: ...


def check(batch: Batch, home: Path) -> Verdict:
    """Gate 1: run the dataset's suite over a batch and write `row_failures` (row_id, reason).

    Raises CheckCrashed where there is no suite, it is empty, or a check did not run to its end.
    """
    name, facts = batch.facts["suite"], batch.facts
    if name not in SUITES:
        raise CheckCrashed(f"there is no suite for {name}; add one to expectations/suites.py")
    expectations = SUITES[name](facts)
    if not expectations:
        raise CheckCrashed(f"the suite for {name} holds no expectation")
    given, wrong = _waivers(home)
    results = validate(batch.connection, [*expectations, *shape.held(facts)], "batch")
    latest.keep(home, facts, [result for _, result in results])
    found = verdict.weigh(results, facts, given)
    _write_failures(batch.connection, verdict.quarantined(found))
    remarks = _counted(batch.connection, verdict.remarked(found))
    told = verdict.useless(found, facts, given) if given else wrong
    return verdict.verdict(found, remarks, told)


def _waivers(home: Path) -> tuple[list[waivers.Waiver], list[str]]:
    """The waivers, or none and why: every check then has its full effect."""
    try:
        return waivers.read(home), []
    except waivers.WaiversWrong as wrong:
        return [], [str(wrong)]


def check_marts(home: Path) -> list[str]:
    """Gate 2: run each mart's suite over the warehouse; return what does not hold, in words."""
    by_mart = marts.suites()
    if not by_mart or not all(by_mart.values()):
        raise CheckCrashed("a mart's suite holds no expectation")
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        return [
            f"{mart}: {says(e)}"
            for mart, suite in by_mart.items()
            for e, result in validate(warehouse, suite, mart)
            if not result.success
        ]


def _write_failures(connection: duckdb.DuckDBPyConnection, quarantined: list[Any]) -> None:
    connection.execute("create table row_failures (row_id bigint, reason varchar)")
    for expectation in quarantined:
        connection.execute(
            f"insert into row_failures select row_id, ? from ({_rows(expectation)})",
            [says(expectation)],
        )


def _counted(connection: duckdb.DuckDBPyConnection, remarks: list[Any]) -> list[str]:
    """Each remark with its rows, of which those that are held back for another reason are none."""
    held = (
        "select row_id from row_failures "
        "union all select row_id from numbered where _problems is not null"
    )
    found = []
    for expectation in remarks:
        if not expectation.meta["of_rows"]:
            found.append(says(expectation))
            continue
        kept = f"select count(*) from ({_rows(expectation)}) where row_id not in ({held})"
        [(count,)] = connection.execute(kept).fetchall()
        if count:
            found.append(f"{says(expectation)}: {count} row(s), kept")
    return found


def _rows(expectation: Any) -> str:
    """The query that names an expectation's failing rows."""
    return str(expectation.unexpected_rows_query.format(batch="batch"))
