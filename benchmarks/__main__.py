"""`make bench`: the cost of the pipeline as ratios to a baseline in the same run.

    python -m benchmarks csv --lines 10000000 --runs 1
    python -m benchmarks nights --nights 10 1000

Each benchmark prints its table, writes its figures to $SEND_HOME/benchmarks/<name>.json, and keeps
the table in benchmarks/results.md.
"""

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import (
    against_bare,
    catch_up,
    changed,
    england,
    fixed_night,
    marts,
    model_tasks,
    nights,
    postgres,
    results,
)
from benchmarks.measure import StepFailed
from commands import environment
from steps.reporting import home

Figures = tuple[dict[str, Any], str]  # for JSON, as a table
Options = argparse.Namespace
BENCHMARKS: dict[str, Callable[[Path, Options], Figures]] = {
    "csv": lambda scratch, o: against_bare.measured("csv", scratch, o.lines, o.runs),
    "sen2": lambda scratch, o: against_bare.measured("sen2", scratch, o.persons, o.runs),
    "expectations": lambda scratch, o: against_bare.measured(
        "expectations", scratch, o.checked, o.runs
    ),
    "whole": lambda scratch, o: against_bare.night(scratch, o.lines, o.runs),
    "marts": lambda scratch, o: marts.measured(scratch, o.authorities, o.scale, o.runs),
    "reconciliation": lambda scratch, o: marts.reconciliation(
        scratch, o.lines, o.placements, o.runs
    ),
    "changed": lambda scratch, o: changed.measured(scratch, o.authorities[-1]),
    "fixed": lambda scratch, o: fixed_night.measured(scratch, o.runs),
    "nights": lambda scratch, o: nights.measured(scratch, o.nights, o.runs),
    "catch_up": lambda scratch, o: catch_up.measured(scratch, o.at_once),
    "postgres": lambda scratch, o: postgres.measured(scratch, o.rows, o.publications, o.runs),
    "model_tasks": lambda scratch, o: model_tasks.measured(scratch, o.runs),
    "england": lambda scratch, o: england.measured(scratch, o.authorities[-1], o.lines_of_each),
}
# England takes over an hour and some 100 GB of disk, model_tasks another package.
BY_NAME_ONLY = {"england", "model_tasks"}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks; return 0, or 2 after a message on the step that failed."""
    options = _parser().parse_args(arguments)
    environment.load()
    folder = home() / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    for name in options.only or [each for each in BENCHMARKS if each not in BY_NAME_ONLY]:
        scratch = folder / f"{name}.scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        try:
            figures, tables = BENCHMARKS[name](scratch, options)
        except StepFailed as failure:
            print(f"benchmarks: {name}: {failure}", file=sys.stderr)
            return 2
        machine = _machine()
        figures = {"options": vars(options), "machine": machine} | figures
        path = folder / f"{name}.json"
        path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        shutil.rmtree(scratch)
        results.keep(name, tables, machine)
        print(f"{tables}\n", flush=True)
    return 0


def _machine() -> dict[str, Any]:
    return {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load average": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "only",
        nargs="*",
        choices=BENCHMARKS,
        help="default: all of them but england and model_tasks",
    )
    parser.add_argument(
        "--lines", type=int, default=1_000_000, help="ledger lines: csv, whole, reconciliation"
    )
    parser.add_argument(
        "--lines-of-each", type=int, default=653_600, help="ledger lines of an authority: england"
    )
    parser.add_argument("--persons", type=int, default=50_000, help="persons in the SEN2 return")
    parser.add_argument("--checked", type=int, default=5_000_000, help="ledger lines: expectations")
    parser.add_argument("--placements", type=int, default=50_000, help="placements: reconciliation")
    parser.add_argument(
        "--nights", type=int, nargs=2, default=[10, 1_000], help="earlier nights in the two homes"
    )
    parser.add_argument(
        "--at-once", type=int, default=300, help="nights whose files are loaded in one: catch_up"
    )
    parser.add_argument(
        "--authorities",
        type=int,
        nargs="+",
        default=[1, 10, 153],
        help="marts, changed and england (the last)",
    )
    parser.add_argument(
        "--scale", type=float, default=4.5, help="size of the authority that marts copies"
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows: postgres")
    parser.add_argument(
        "--publications", type=int, default=100, help="publications while clients read: postgres"
    )
    parser.add_argument("--runs", type=int, default=3, help="rounds; the figures are medians")
    return parser


if __name__ == "__main__":
    sys.exit(main())
