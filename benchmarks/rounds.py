"""Measures pipeline and bare DuckDB in rounds, each round in a new home."""

import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import sen2_file
from benchmarks.measure import Cost, measure

AS_AT = "2026-11-20"


@dataclass(frozen=True)
class Step:
    """A line of the table, with the steps of pipeline.py and bare.py that are compared.

    Lines that are `summed` add up to the whole. The others repeat a step against another baseline.
    """

    label: str
    pipeline: str
    bare: str | None
    summed: bool = True


CSV = Step("transactions: CSV to checked Parquet", "transactions", "transactions")
RETURN = Step("SEN2 XML to checked Parquet / parse", "other_files", "returns")
CHECKS = Step("gate 1 / one query of its checks", "gate_1", "checks")
NIGHT = (
    CSV,
    Step("all other files: CSV to checked Parquet", "other_files", "other_files"),
    Step("dbt build / its models' and tests' SQL", "dbt", "models_and_tests"),
    Step("dbt build / its models' SQL alone", "dbt", "models", summed=False),
    Step("gate 2 (no bare counterpart)", "gate", None),
    Step("publish / plain copy of the marts", "publish", "copy"),
)


@dataclass(frozen=True)
class Line:
    """The costs of a step in each round; `bare` is empty where there is no baseline."""

    step: Step
    pipeline: list[Cost]
    bare: list[Cost]


@dataclass(frozen=True)
class Workload:
    """The steps to measure; `invent` writes a number of `unit` into landing."""

    unit: str
    invent: Callable[[Path, int], None]
    steps: Sequence[Step]


Spent = dict[str, list[Cost]]


def ledger(scratch: Path, lines: int) -> None:
    """Write one authority's files with a number of ledger lines."""
    options = ["--ledger-lines", str(lines), "--authorities", "990", "--nights", "1", "--no-spoil"]
    options += ["--last-night", AS_AT, "--home", str(scratch)]
    measure("synthetic", options, scratch, scratch / "log.txt")


def sen2_return(scratch: Path, persons: int) -> None:
    sen2_file.write(scratch, persons)


def batch(scratch: Path, lines: int) -> None:
    measure("benchmarks.ledger_batch", [scratch, str(lines)], scratch, scratch / "log.txt")


WORKLOADS = {
    "whole": Workload("ledger lines", ledger, NIGHT),
    "csv": Workload("ledger lines", ledger, [CSV]),
    "sen2": Workload("persons", sen2_return, [RETURN]),
    "expectations": Workload("ledger lines", batch, [CHECKS]),
}


def invented(workload: Workload, scratch: Path, size: int) -> Path:
    """Return a landing folder of a size, with an old file time so that no step waits to settle."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    workload.invent(scratch, size)
    for file in (scratch / "landing").rglob("*.*"):
        os.utime(file, (1_790_000_000, 1_790_000_000))
    return scratch / "landing"


def run(workload: Workload, scratch: Path, sizes: list[int], runs: int) -> dict[int, list[Line]]:
    """Measure all steps at each size; each step runs in the pipeline first, then bare.

    Every round measures all sizes, because sizes are subtracted from each other and a machine's
    speed drifts. Bare DuckDB finds the files in the page cache, which is to its advantage.
    """
    landings = {size: invented(workload, scratch / str(size), size) for size in sizes}
    spent: dict[int, Spent] = {size: defaultdict(list) for size in sizes}
    for number in range(runs):
        for size, landing in landings.items():
            progress = f"round {number + 1} of {runs}, {size:,} {workload.unit}"
            print(progress, file=sys.stderr, flush=True)
            folder = scratch / "round"
            home, out = folder / "home", folder / "bare"
            out.mkdir(parents=True)
            shutil.copytree(landing, home / "landing", copy_function=os.link)
            _round(workload.steps, home, out, folder / "log.txt", spent[size])
            shutil.rmtree(folder)
    return {size: [_line(step, spent[size]) for step in workload.steps] for size in sizes}


def _line(step: Step, spent: Spent) -> Line:
    return Line(step, spent[f"pipeline {step.pipeline}"], spent.get(f"bare {step.bare}", []))


def _round(steps: Sequence[Step], home: Path, out: Path, log: Path, spent: Spent) -> None:
    plan = out / "plan.json"
    measure("benchmarks.plan", ["files", plan], home, log)
    done: set[str] = set()
    for step in steps:
        if step.pipeline not in done:
            cost = measure("benchmarks.pipeline", [step.pipeline], home, log)
            spent[f"pipeline {step.pipeline}"].append(cost)
            done.add(step.pipeline)
            if step.pipeline == "dbt":
                measure("benchmarks.plan", ["sql", plan], home, log)
        if step.bare:
            cost = measure("benchmarks.bare", [step.bare, plan, out], home, log)
            spent[f"bare {step.bare}"].append(cost)
    measure("benchmarks.compare_outputs", [plan, out], home, log)
