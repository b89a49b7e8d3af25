"""Compares nights of few rows with `dbt build` of an empty project and `DAG.test` of an empty DAG.

A night without new files checks them, and publishes. One with a new reporting date also builds and
tests every table.
"""

import dataclasses
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.measure import Cost, measure, median_of

SCALE, LEDGER_LINES = 0.1, 1_000
PROJECT = {
    "dbt_project.yml": "name: empty\nversion: 1.0.0\nprofile: empty\n",
    "profiles.yml": "empty: {target: dev, outputs: {dev: {type: duckdb, path: ':memory:'}}}\n",
    "models/nothing.sql": "select 1 as nothing\n",
}
NIGHTS = ("night without new files", "night of a new reporting date")
BARE = ("dbt build of an empty project", "DAG.test of an empty DAG")


def measured(scratch: Path, runs: int) -> tuple[dict[str, Any], str]:
    """Measure each in turn; figures are medians."""
    home, empty = scratch / "home", scratch / "empty"
    log = _prepared(home, empty)
    found: dict[str, list[Cost]] = {name: [] for name in (*NIGHTS, *BARE)}
    for run in range(runs + 1):  # the first run makes metadata and parses; it does not count
        night = f"2026-11-{20 + run}"
        new_date = measure("commands", ["night", "--date", night], home, log)
        again = measure("commands", ["night", "--date", night], home, log)
        folders: list[str | Path] = ["--project-dir", empty, "--profiles-dir", empty]
        folders += ["--log-path", empty / "logs"]
        dbt = measure("dbt.cli.main", ["build", *folders], empty, log)
        dag = measure("benchmarks.empty_dag", ["run"], empty, log)
        if run:
            for name, cost in zip(found, (again, new_date, dbt, dag), strict=True):
                found[name].append(cost)
    costs = {name: median_of(each) for name, each in found.items()}
    figures = {name: dataclasses.asdict(cost) for name, cost in costs.items()}
    return {"fixed": figures}, _table(costs, runs)


def _prepared(home: Path, empty: Path) -> Path:
    home.mkdir(parents=True)
    log = home / "log.txt"
    options = ["--authorities", "990", "--nights", "1", "--no-spoil"]
    options += ["--ledger-lines", str(LEDGER_LINES), "--scale", str(SCALE)]
    measure("synthetic", [*options, "--home", home], home, log)
    for name, text in PROJECT.items():
        (empty / name).parent.mkdir(parents=True, exist_ok=True)
        (empty / name).write_text(text, encoding="utf-8")
    return log


def _table(costs: dict[str, Cost], runs: int) -> str:
    bare = sum(costs[name].cpu_s for name in BARE)
    ratios = [f"{name}: {costs[name].cpu_s / bare:.2f} times the two together" for name in NIGHTS]
    return "\n".join([f"FIXED, medians of {runs}", report.fixed(costs), *ratios])
