"""`make bench`: the pipeline's own work against bare DuckDB on the same files, in one run.

python -m benchmarks --ledger-lines 1000000 --runs 3
"""

import argparse
import dataclasses
import json
import os
import platform
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import fixed, report, rounds
from benchmarks.measure import StepBroke

SMALL = 1_000


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 0 when all was measured, 2 with the reason where a step broke."""
    options = _parser().parse_args(arguments)
    folder = Path(os.environ.get("SEND_HOME") or "data").resolve() / "benchmarks"
    scratch = folder / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        results, said = _measured(scratch, options.ledger_lines, options.runs)
    except StepBroke as broke:
        print(f"benchmarks: {broke}", file=sys.stderr)
        return 2
    written = folder / "results.json"
    written.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(scratch)
    print(said)
    return 0


def _measured(scratch: Path, lines: int, runs: int) -> tuple[dict[str, Any], str]:
    costs = fixed.costs(scratch / "fixed", runs)
    parse = fixed.dag_parse(scratch / "parse", 3)
    measured = rounds.run(scratch / "rounds", [SMALL, lines], runs)
    few, many = report.whole(measured[SMALL]), report.whole(measured[lines])
    more = report.marginal(many, few)
    machine = _machine() | {"lines_per_second": round(lines / many[0]["pipeline_s"])}
    results = {
        "ledger_lines": lines,
        "runs": runs,
        "whole": many,
        "small": few,
        "marginal": more,
        "fixed": {name: dataclasses.asdict(cost) for name, cost in costs.items()},
        "dag_parse_s": parse,
        "machine": machine,
    }
    parts = [
        f"WHOLE: {lines:,} ledger lines, medians of {runs}\n{report.table(many)}",
        f"MARGINAL: {lines:,} ledger lines less {SMALL:,}\n{report.table(more)}",
        f"SMALL: {SMALL:,} ledger lines\n{report.table(few)}",
        report.fixed(costs),
        report.parsed(parse),
        "{cores} cores, Python {python}, DuckDB {duckdb}; CSV to checked Parquet: "
        "{lines_per_second:,} lines/s".format(**machine),
    ]
    return results, "\n\n".join(parts)


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--ledger-lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3, help="medians of so many rounds")
    return parser


if __name__ == "__main__":
    sys.exit(main())
