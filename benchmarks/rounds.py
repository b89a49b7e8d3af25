"""Rounds of pipeline and bare DuckDB in turn, each step on a home of its own made for the round."""

import os
import shutil
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, measure

AS_AT = "2026-11-20"


@dataclass(frozen=True)
class Step:
    """A line of the table. `pipeline` and `bare` name what is run on either side; `summed` lines
    make up the whole, the others set one of them against another floor."""

    label: str
    pipeline: str
    bare: str | None
    summed: bool = True


STEPS = (
    Step("transactions: CSV to checked Parquet", "transactions", "transactions"),
    Step("all other files, same way", "other_files", "other_files"),
    Step("dbt build / its models' and tests' SQL", "dbt", "models_and_tests"),
    Step("dbt build / its models' SQL alone", "dbt", "models", summed=False),
    Step("gate 2 (no bare counterpart)", "gate", None),
    Step("publish / plain copy of the marts", "publish", "copy"),
)


@dataclass(frozen=True)
class Line:
    """What a step cost on either side, round by round; `bare` is empty where it has no floor."""

    step: Step
    pipeline: list[Cost]
    bare: list[Cost]


Spent = dict[str, list[Cost]]


def invent(scratch: Path, lines: int) -> Path:
    """Write one authority's files with that many ledger lines; return their landing folder.

    Their time of change is put back, so that no step waits for a file to settle.
    """
    told = ["--ledger-lines", str(lines), "--authorities", "990", "--nights", "1", "--no-spoil"]
    told += ["--last-night", AS_AT, "--home", str(scratch)]
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    measure("synthetic", told, scratch, scratch / "log.txt")
    for file in (scratch / "landing").rglob("*.*"):
        os.utime(file, (1_790_000_000, 1_790_000_000))
    return scratch / "landing"


def run(scratch: Path, sizes: list[int], runs: int) -> dict[int, list[Line]]:
    """Measure all steps over so many ledger lines: in each round every size, and of each step the
    pipeline first, then bare.

    The sizes take turns because they are subtracted from one another, and a machine's pace drifts.
    The bare side finds every file in the page cache: that is to its advantage.
    """
    landings = {lines: invent(scratch / str(lines), lines) for lines in sizes}
    spent: dict[int, Spent] = {lines: defaultdict(list) for lines in sizes}
    for number in range(runs):
        for lines, landing in landings.items():
            said = f"round {number + 1} of {runs}, {lines:,} ledger lines"
            print(said, file=sys.stderr, flush=True)
            folder = scratch / "round"
            home, out = folder / "home", folder / "bare"
            out.mkdir(parents=True)
            shutil.copytree(landing, home / "landing", copy_function=os.link)
            _round(home, out, folder / "log.txt", spent[lines])
            shutil.rmtree(folder)
    return {lines: [_line(step, spent[lines]) for step in STEPS] for lines in sizes}


def _line(step: Step, spent: Spent) -> Line:
    return Line(step, spent[f"ours {step.pipeline}"], spent.get(f"bare {step.bare}", []))


def _round(home: Path, out: Path, log: Path, spent: Spent) -> None:
    plan = out / "plan.json"
    measure("benchmarks.plan", ["files", plan], home, log)
    done = set()
    for step in STEPS:
        if step.pipeline not in done:
            ours = measure("benchmarks.pipeline", [step.pipeline], home, log)
            spent[f"ours {step.pipeline}"].append(ours)
            done.add(step.pipeline)
            if step.pipeline == "dbt":
                measure("benchmarks.plan", ["sql", plan], home, log)
        if step.bare:
            bare = measure("benchmarks.bare", [step.bare, plan, out], home, log)
            spent[f"bare {step.bare}"].append(bare)
    measure("benchmarks.same", [plan, out], home, log)
