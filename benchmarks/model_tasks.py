"""Compares one task that runs `dbt build`, as a night does, with a task for each model by Cosmos.

Both build the same models, seeds and histories with their tests, in the same home, by `DAG.test`.
Cosmos is not installed by make: `uv sync --frozen --inexact --group cosmos`.
"""

import dataclasses
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.marts import files_of_990
from benchmarks.measure import Cost, StepFailed, measure, median_of

FOLDER = "models/marts/benchmarks"
SCALE, LEDGER_LINES = 0.1, 1_000
KINDS = {"one": "one task: dbt build", "each": "a task for each model by Cosmos"}


def measured(scratch: Path, runs: int) -> tuple[dict[str, Any], str]:
    """Measure each in turn, and an empty DAG; figures are medians. Raises StepFailed without
    Cosmos."""
    if find_spec("cosmos") is None:
        raise StepFailed(
            "Cosmos is not installed: .venv/bin/uv sync --frozen --inexact --group cosmos"
        )
    home = scratch / "home"
    log = files_of_990(home, SCALE, LEDGER_LINES)
    measure("benchmarks.pipeline", ["dbt"], home, log)  # the project is parsed
    measure("benchmarks.empty_dag", ["run"], home, log)  # it makes the metadata
    found: dict[str, list[Cost]] = {"an empty DAG": [], **{name: [] for name in KINDS.values()}}
    tasks = {}
    for _ in range(runs):
        found["an empty DAG"].append(measure("benchmarks.empty_dag", ["run"], home, log))
        for kind, name in KINDS.items():
            found[name].append(measure("benchmarks.model_tasks_dag", [kind, FOLDER], home, log))
            tasks[name] = int(log.read_text("utf-8").split()[-1])
    medians = {name: median_of(each) for name, each in found.items()}
    figures = {name: dataclasses.asdict(cost) for name, cost in medians.items()}
    return {"tasks": tasks, "model_tasks": figures}, _table(medians, tasks, runs)


def _table(costs: dict[str, Cost], tasks: dict[str, int], runs: int) -> str:
    empty, one, each = (costs[name].cpu_s for name in costs)
    numbers = " and ".join(map(str, tasks.values()))
    return "\n".join(
        [
            f"MODEL_TASKS, {FOLDER} and all that it reads, by {numbers} tasks, medians of {runs}",
            report.fixed(costs),
            f"without the empty DAG, Cosmos takes {(each - empty) / (one - empty):.1f} times the "
            "processor time",
        ]
    )
