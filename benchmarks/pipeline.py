"""The pipeline's steps, one a process: `python -m benchmarks.pipeline <step>` on $SEND_HOME.

They call the functions that the DAGs' tasks call, in their order. Not in the figures: Airflow
itself, and that under its scheduler every file is a process of its own.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from dags import closing, dbt_build, tonight, walk

AS_AT = "2026-11-20"
LEDGER = "finance_ledger"
MARTS = ("path:models/marts/timeliness", "path:models/marts/needs_profile")
BETWEEN = "path:models/intermediate"
RECONCILED = "outturn_reconciliation"
RECONCILIATION = ("path:models/intermediate", "path:models/marts/placement_spend")
SOURCES = ("case_system", LEDGER, "dfe_census", "safety_valve")


def transactions() -> None:
    """Take in the ledger (its four files are hashed and kept) and load the transactions: read,
    gate 1 with Great Expectations, raw, quarantine, receipt."""
    _load(each for each in walk.take_in(LEDGER, AS_AT) if each["dataset"] == "transactions")


def other_files() -> None:
    """Take in and load every other file of all sources, in one process, wave after wave."""
    for source in SOURCES:
        _load(walk.take_in(source, AS_AT))


def backlog() -> None:
    """Load every file, each dataset's newest first, so that none has forerunners to be compared
    with: invented nights repeat no line, and the home comes out the same, sooner."""
    for source in SOURCES:
        files = walk.take_in(source, AS_AT)
        files.sort(key=lambda each: str(each["business_date"]), reverse=True)
        files.sort(key=lambda each: int(each["wave"]))
        for arrival in files:
            walk.load_file(arrival)


def dbt() -> None:
    """The receipts as a table and one `dbt build`: it parses the project anew, as on a home's first
    night, then runs seeds, models and data tests."""
    walk.write_receipts()
    closing.write_closes()
    dbt_build.build(walk.home(), AS_AT)


def tables() -> None:
    """Receipts and the calendar as tables; itself not measured."""
    walk.write_receipts()
    tonight.expect(AS_AT)


def under_marts() -> None:
    """Seeds, histories and staging, for the marts of timeliness and needs."""
    above = ["--select", *(f"+{folder}" for folder in MARTS), "--exclude", *MARTS, BETWEEN]
    _dbt("build", *above, "--exclude-resource-types", "test", "unit_test")


def marts() -> None:
    """The marts of timeliness and needs and what lies between, without their tests."""
    _dbt("run", "--select", *MARTS, *(f"+{folder},{BETWEEN}" for folder in MARTS))


def under_reconciliation() -> None:
    """Seeds, histories and staging, and the ledger's own table, for the reconciliation."""
    above = ["--select", f"+{RECONCILED}", "--exclude", *RECONCILIATION]
    _dbt("build", *above, "--exclude-resource-types", "test", "unit_test")


def reconciliation() -> None:
    """Commitments, matching, differences and the identity, without their tests."""
    _dbt("run", "--select", *(f"+{RECONCILED},{folder}" for folder in RECONCILIATION))


def gate() -> None:
    """What the tests allow to be published, and gate 2 on totals with Great Expectations."""
    dbt_build.held_back(walk.home())
    walk.check_published_totals()


def publish() -> None:
    """Copy the marts in a fixed order, hash them, flush them to disk, turn the link."""
    walk.publish(AS_AT, [])


def import_gate() -> None:
    """Great Expectations imported and its context made; no row is looked at."""
    from expectations import validation

    validation.context()


def empty_home() -> None:
    """Declare the raw files of no rows, on which dbt can build; itself not measured."""
    for source in SOURCES:
        walk.take_in(source, AS_AT)


def _dbt(*told: str) -> None:
    dbt = Path(sys.executable).with_name("dbt")
    subprocess.run(
        [dbt, *told],
        env=dbt_build.environment(walk.home(), AS_AT),
        cwd=dbt_build.PROJECT,
        check=True,
    )


def _load(arrivals: Iterable[walk.Arrival]) -> None:
    """Load files in waves, each authority's dataset in order, as the DAG of a source does."""
    listed = list(arrivals)
    for wave in sorted({each["wave"] for each in listed}):
        for series in walk.in_series(each for each in listed if each["wave"] == wave):
            refused = walk.load_series(series)
            if refused:
                raise SystemExit("\n".join(refused))


STEPS: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        transactions,
        other_files,
        backlog,
        dbt,
        gate,
        publish,
        tables,
        under_marts,
        marts,
        under_reconciliation,
        reconciliation,
        import_gate,
        empty_home,
    )
}

if __name__ == "__main__":
    STEPS[sys.argv[1]]()
