"""Compares a night in which one authority's files have changed with the night of all.

The raw files of one invented authority are copied to many. Measured are the build, gate 2 and the
publication, by processor time. Loads are left out: each authority's cost is its own.
"""

from pathlib import Path
from typing import Any

import duckdb

from benchmarks import marts, report
from benchmarks.measure import Cost, measure

STEPS = ("build", "gate", "publish")
DATASETS = ("case_system/plans", "finance_ledger/transactions")
CHANGED = "100"  # the first of the copies
SCALE, LEDGER_LINES = 0.3, 20_000  # of each authority: 302 plans, 501 placements


def measured(scratch: Path, count: int) -> tuple[dict[str, Any], str]:
    """Measure the night of `count` authorities, then that in which one sent its plans and its
    ledger again."""
    log = marts.files_of_990(scratch, SCALE, LEDGER_LINES)
    measure("benchmarks.pipeline", ["dbt"], scratch, log)  # settings, closes, the parsed project
    measure("benchmarks.multiply", [str(count)], scratch, log)
    nights = {"all": _night(scratch, log)}
    for dataset in DATASETS:
        _lose_rows(scratch, dataset)
    nights["one"] = _night(scratch, log)
    figures = {
        night: {step: vars(cost) for step, cost in costs.items()} for night, costs in nights.items()
    }
    return {"authorities": count, "nights": figures}, _table(count, nights)


def _night(home: Path, log: Path) -> dict[str, Cost]:
    return {step: measure("benchmarks.pipeline", [step], home, log) for step in STEPS}


def _lose_rows(home: Path, dataset: str) -> None:
    """Take the last row from an authority's file, and write the receipt of the new file."""
    receipts = home / "receipts" / "receipts.parquet"
    file = max((home / "raw" / dataset / CHANGED).glob("*.parquet"))
    with duckdb.connect() as db:
        db.execute(f"create table rows as from '{file}'")
        db.execute("delete from rows where _line = (select max(_line) from rows)")
        db.execute(f"copy rows to '{file}'")
        db.execute(f"create table receipts as from '{receipts}'")
        db.execute(
            "update receipts set raw_sha256 = 'changed', rows_accepted = rows_accepted - 1 "
            "where la_code = $1 and load_id = $2",
            [CHANGED, file.stem.partition("__")[2]],
        )
        db.execute(f"copy receipts to '{receipts}'")


def _table(count: int, nights: dict[str, dict[str, Cost]]) -> str:
    rows = [
        _row(step, nights["all"][step].cpu_s, nights["one"][step].cpu_s,
             nights["all"][step].peak_mb, nights["one"][step].peak_mb)
        for step in STEPS
    ]  # fmt: skip
    both = [sum(cost.cpu_s for cost in nights[night].values()) for night in ("all", "one")]
    peaks = [max(cost.peak_mb for cost in nights[night].values()) for night in ("all", "one")]
    rows.append(_row("together", *both, *peaks))
    head = (f"{count} authorities", "all CPU s", "one CPU s", "ratio", "all peak MB", "one peak MB")
    title = "CHANGED: a night of which one authority's files have changed / the night of all"
    return f"{title}\n{report.aligned(head, rows)}"


def _row(step: str, whole: float, one: float, whole_mb: float, one_mb: float) -> tuple[str, ...]:
    return (
        step, report.number(whole, 1), report.number(one, 1), report.number(one / whole, 2),
        report.number(whole_mb, 0), report.number(one_mb, 0),
    )  # fmt: skip
