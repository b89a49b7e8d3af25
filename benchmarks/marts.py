"""Compares marts as dbt runs them with their SQL in bare DuckDB, over a copy of the same warehouse.

Measured are the marts of timeliness and needs for 1, 10 and 153 authorities, and the reconciliation
of the outturn.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import report
from benchmarks.measure import Cost, measure

SHOWN = 8  # marts in a table
PLACEMENTS_AT_SCALE_1 = 1_607  # of the invented authority 990


Figures = tuple[dict[str, Any], str]
Rows = list[dict[str, Any]]


def measured(scratch: Path, counts: Sequence[int], scale: float, runs: int) -> Figures:
    """Measure timeliness and needs with the tables they select from; histories are built before."""
    whole, by_model = [], []
    for count in counts:
        home = scratch / str(count)
        log = files_of_990(home, scale, 1_000)
        measure("benchmarks.multiply", [str(count)], home, log)
        measure("benchmarks.pipeline", ["before_marts"], home, log)
        label = f"{count} authorities, {_rows(home, 'case_system/plans'):,} plans"
        row, models = _compared("marts", label, home, log, runs)
        whole.append(row)
        by_model.append(models)
        shutil.rmtree(home)
    title = f"MARTS: dbt run of timeliness and needs / their SQL, medians of {runs}"
    return _figures(title, whole, by_model)


def reconciliation(scratch: Path, lines: int, placements: int, runs: int) -> Figures:
    """Measure the tables from ledger and prices to the reconciliation.

    They are commitments, matching, differences and the identity. The numbers of lines and
    placements are close to those asked for.
    """
    home = scratch / "990"
    log = files_of_990(home, placements / PLACEMENTS_AT_SCALE_1, lines)
    measure("benchmarks.pipeline", ["before_reconciliation"], home, log)
    counts = [
        _rows(home, name) for name in ("finance_ledger/transactions", "case_system/placements")
    ]
    label = "{:,} ledger lines, {:,} placements".format(*counts)
    row, models = _compared("reconciliation", label, home, log, runs)
    shutil.rmtree(home)
    title = f"RECONCILIATION: dbt run of its tables / their SQL, medians of {runs}"
    return _figures(title, [row], [models])


def files_of_990(home: Path, scale: float, ledger_lines: int) -> Path:
    """Write and load the files of one invented authority, not measured; return the log."""
    home.mkdir(parents=True)
    log = home / "log.txt"
    options = ["--authorities", "990", "--nights", "1", "--no-spoil"]
    options += ["--ledger-lines", str(ledger_lines), "--scale", str(scale)]
    measure("synthetic", [*options, "--home", home], home, log)
    measure("benchmarks.pipeline", ["other_files"], home, log)
    measure("benchmarks.pipeline", ["tables"], home, log)
    return log


def _compared(
    step: str, label: str, home: Path, log: Path, runs: int
) -> tuple[dict[str, Any], Rows]:
    """Run the step by dbt and then its tables' SQL in bare DuckDB, in each round."""
    pipeline: list[Cost] = []
    bare: list[Cost] = []
    seconds: list[tuple[dict[str, float], dict[str, float]]] = []
    for _ in range(runs):
        pipeline.append(measure("benchmarks.pipeline", [step], home, log))
        out = home / "bare"
        bare.append(_bare(home, out, log))
        plan = json.loads((out / "plan.json").read_text("utf-8"))
        bare_seconds = json.loads((out / "marts.json").read_text("utf-8"))
        seconds.append((plan["marts_s"], bare_seconds))
        shutil.rmtree(out)
    return report.compared(label, pipeline, bare), _models(label, seconds)


def _figures(title: str, whole: Rows, by_model: list[Rows]) -> Figures:
    tables = [title, report.table(whole), *("\n" + _table(rows) for rows in by_model)]
    return {"whole": whole, "models": by_model}, "\n".join(tables)


def _bare(home: Path, out: Path, log: Path) -> Cost:
    out.mkdir()
    plan = out / "plan.json"
    measure("benchmarks.plan", ["marts", plan], home, log)
    shutil.copy(home / "warehouse.duckdb", out / "warehouse.duckdb")
    return measure("benchmarks.bare", ["marts", plan, out], home, log)


def _rows(home: Path, dataset: str) -> int:
    import duckdb

    files = home / "raw" / dataset / "*" / "*.parquet"
    with duckdb.connect() as connection:
        return int(connection.sql(f"select count(*) from '{files}'").fetchall()[0][0])


def _models(label: str, seconds: Sequence[tuple[dict[str, float], dict[str, float]]]) -> Rows:
    """Return medians by mart, the slowest first."""
    rows = [
        {
            "of": label,
            "mart": name.replace('"', "").partition(".")[2],
            "dbt_s": median(dbt[name] for dbt, _ in seconds),
            "bare_s": median(bare[name] for _, bare in seconds),
        }
        for name in seconds[0][0]
    ]
    return sorted(rows, key=lambda row: row["dbt_s"], reverse=True)


def _table(rows: Rows) -> str:
    return report.aligned(
        (rows[0]["of"], "dbt s (two at a time)", "bare s"),
        [
            (row["mart"], report.number(row["dbt_s"], 2), report.number(row["bare_s"], 2))
            for row in rows[:SHOWN]
        ],
    )
