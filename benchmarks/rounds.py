"""Rounds of pipeline and bare DuckDB in turn, each step on a home of its own made for the round."""

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
    """A line of the table. `pipeline` and `bare` name what is run on either side; `summed` lines
    make up the whole, the others set one of them against another floor."""

    label: str
    pipeline: str
    bare: str | None
    summed: bool = True


CSV = Step("transactions: CSV to checked Parquet", "transactions", "transactions")
RETURN = Step("SEN2 XML to checked Parquet / parse", "other_files", "returns")
NIGHT = (
    CSV,
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


@dataclass(frozen=True)
class Work:
    """What is measured, over how much of `unit`; `invent` writes that much into landing."""

    unit: str
    invent: Callable[[Path, int], None]
    steps: Sequence[Step]


Spent = dict[str, list[Cost]]


def ledger(scratch: Path, lines: int) -> None:
    """Write one authority's files with that many ledger lines."""
    told = ["--ledger-lines", str(lines), "--authorities", "990", "--nights", "1", "--no-spoil"]
    told += ["--last-night", AS_AT, "--home", str(scratch)]
    measure("synthetic", told, scratch, scratch / "log.txt")


def sen2_return(scratch: Path, persons: int) -> None:
    sen2_file.write(scratch, persons)


WORKS = {
    "whole": Work("ledger lines", ledger, NIGHT),
    "csv": Work("ledger lines", ledger, [CSV]),
    "sen2": Work("persons", sen2_return, [RETURN]),
}


def invented(work: Work, scratch: Path, size: int) -> Path:
    """Return a landing folder with that much in it. Its files' time of change is put back, so that
    no step waits for a file to settle."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    work.invent(scratch, size)
    for file in (scratch / "landing").rglob("*.*"):
        os.utime(file, (1_790_000_000, 1_790_000_000))
    return scratch / "landing"


def run(work: Work, scratch: Path, sizes: list[int], runs: int) -> dict[int, list[Line]]:
    """Measure all steps over each size: in each round every size, and of each step the pipeline
    first, then bare.

    The sizes take turns because they are subtracted from one another, and a machine's pace drifts.
    The bare side finds every file in the page cache: that is to its advantage.
    """
    landings = {size: invented(work, scratch / str(size), size) for size in sizes}
    spent: dict[int, Spent] = {size: defaultdict(list) for size in sizes}
    for number in range(runs):
        for size, landing in landings.items():
            said = f"round {number + 1} of {runs}, {size:,} {work.unit}"
            print(said, file=sys.stderr, flush=True)
            folder = scratch / "round"
            home, out = folder / "home", folder / "bare"
            out.mkdir(parents=True)
            shutil.copytree(landing, home / "landing", copy_function=os.link)
            _round(work.steps, home, out, folder / "log.txt", spent[size])
            shutil.rmtree(folder)
    return {size: [_line(step, spent[size]) for step in work.steps] for size in sizes}


def _line(step: Step, spent: Spent) -> Line:
    return Line(step, spent[f"ours {step.pipeline}"], spent.get(f"bare {step.bare}", []))


def _round(steps: Sequence[Step], home: Path, out: Path, log: Path, spent: Spent) -> None:
    plan = out / "plan.json"
    measure("benchmarks.plan", ["files", plan], home, log)
    done = set()
    for step in steps:
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
