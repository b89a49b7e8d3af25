"""The pipeline's steps, each run in a process: `python -m benchmarks.pipeline <step>`.

A step calls the functions that the DAGs' tasks call, in their order, on $SEND_HOME. The figures
leave out Airflow itself, whose scheduler also starts a process for each file.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import ledger_batch
from steps import expected_files, reporting, sources
from steps import marts as marts_steps
from steps.dbt import build as dbt_build
from steps.dbt import process, run_results

if TYPE_CHECKING:
    from ingest.arrival import Arrival

AS_AT = "2026-11-20"
LEDGER = "finance_ledger"
MARTS = ("path:models/marts/timeliness", "path:models/marts/needs_profile")
INTERMEDIATE = "path:models/intermediate"
RECONCILED = "outturn_reconciliation"
RECONCILIATION = ("path:models/intermediate", "path:models/marts/placement_spend")
SOURCES = ("geography", "case_system", LEDGER, "dfe_census", "places", "safety_valve")


def transactions() -> None:
    """Register the ledger's files and load the transactions.

    The load reads, runs gate 1 with Great Expectations, and writes raw, quarantine and receipt.
    """
    _load(
        each for each in sources.register_arrivals(LEDGER, AS_AT) if each.dataset == "transactions"
    )


def other_files() -> None:
    """Register and load all other files of all sources, wave by wave."""
    for source in SOURCES:
        _load(sources.register_arrivals(source, AS_AT))


def backlog() -> None:
    """Load every file, the newest of each dataset first.

    A file is then never compared with earlier files, which takes less time. The result is the same,
    because the invented nights repeat no ledger line.
    """
    for source in SOURCES:
        files = sources.register_arrivals(source, AS_AT)
        files.sort(key=lambda each: str(each.business_date), reverse=True)
        files.sort(key=lambda each: each.wave)
        for arrival in files:
            sources.load_arrival(arrival)


def dbt() -> None:
    """Write the receipts as a table and run `dbt build`: seeds, models and data tests.

    dbt parses the whole project, as on the first night of a home.
    """
    marts_steps.build(AS_AT, AS_AT)


def build() -> None:
    """Run `dbt build` on the receipts as they are there: copies of them are not in the register."""
    dbt_build.build(reporting.home(), AS_AT)


def tables() -> None:
    """Write receipts and expected files as tables; not measured."""
    marts_steps.write_receipts()
    expected_files.write(AS_AT)


def before_marts() -> None:
    """Build seeds, histories and staging for the marts of timeliness and needs."""
    selection = ["--select", *(f"+{folder}" for folder in MARTS), "--exclude", *MARTS, INTERMEDIATE]
    _dbt("build", *selection, "--exclude-resource-types", "test", "unit_test")


def marts() -> None:
    """Run the marts of timeliness and needs and their intermediate tables, without tests."""
    _dbt("run", "--select", *MARTS, *(f"+{folder},{INTERMEDIATE}" for folder in MARTS))


def before_reconciliation() -> None:
    """Build seeds, histories, staging and the ledger's table for the reconciliation."""
    selection = ["--select", f"+{RECONCILED}", "--exclude", *RECONCILIATION]
    _dbt("build", *selection, "--exclude-resource-types", "test", "unit_test")


def reconciliation() -> None:
    """Run commitments, matching, differences and the identity, without tests."""
    _dbt("run", "--select", *(f"+{RECONCILED},{folder}" for folder in RECONCILIATION))


def gate() -> None:
    """Find the held-back authorities and run gate 2 on totals with Great Expectations."""
    marts_steps.gate(run_results.build_id(reporting.home()))


def publish() -> None:
    """Copy the marts in a fixed order, hash them, write them to disk and switch the link."""
    marts_steps.publish(AS_AT, [], run_results.build_id(reporting.home()))


def gate_1() -> None:
    """Run gate 1 with Great Expectations on a batch of ledger lines, see ledger_batch.py."""
    ledger_batch.check(reporting.home())


def import_gate() -> None:
    """Import Great Expectations and create its context; no row is read."""
    from expectations import validation

    validation.context()


def empty_home() -> None:
    """Write the empty raw files that dbt needs in a home without data; not measured."""
    for source in SOURCES:
        sources.register_arrivals(source, AS_AT)


def _dbt(*arguments: str) -> None:
    dbt = Path(sys.executable).with_name("dbt")
    subprocess.run(
        [dbt, *arguments],
        env=process.environment(reporting.home(), AS_AT),
        cwd=process.PROJECT,
        check=True,
    )


def _load(arrivals: "Iterable[Arrival]") -> None:
    """Load the files of each authority in order, as the DAG of a source does."""
    listed = list(arrivals)
    for files in sources.by_authority(listed):
        sources.load_arrivals(files)
    if refused := sources.rejected_among(listed):
        raise SystemExit("\n".join(f"rejected: {each.file_path}" for each in refused))


STEPS: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        transactions,
        other_files,
        backlog,
        dbt,
        build,
        gate,
        publish,
        tables,
        before_marts,
        marts,
        before_reconciliation,
        reconciliation,
        gate_1,
        import_gate,
        empty_home,
    )
}

if __name__ == "__main__":
    STEPS[sys.argv[1]]()
