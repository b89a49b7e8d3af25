"""Costs that do not depend on the number of rows, and the import of the DAG files."""

import json
import shutil
from pathlib import Path
from statistics import median

from benchmarks.measure import Cost, measure, median_of


def costs(scratch: Path, runs: int) -> dict[str, Cost]:
    """Return medians for Python with DuckDB, with Great Expectations, and for dbt without rows.

    The last is a `dbt build` with its tests, in a home without files.
    """
    home, log = scratch / "home", scratch / "log.txt"
    measured: dict[str, list[Cost]] = {
        "Python, DuckDB imported": [],
        "Python, Great Expectations imported, context created": [],
        "dbt build on an empty home": [],
    }
    duckdb, gate, dbt = measured.values()
    for _ in range(runs):
        shutil.rmtree(scratch, ignore_errors=True)
        (home / "landing").mkdir(parents=True)
        (scratch / "plan.json").write_text("{}", encoding="utf-8")
        bare: list[str | Path] = ["nothing", scratch / "plan.json", scratch]
        duckdb.append(measure("benchmarks.bare", bare, home, log))
        gate.append(measure("benchmarks.pipeline", ["import_gate"], home, log))
        measure("benchmarks.pipeline", ["empty_home"], home, log)
        dbt.append(measure("benchmarks.pipeline", ["dbt"], home, log))
    return {name: median_of(each) for name, each in measured.items()}


def dag_parse(scratch: Path, runs: int) -> dict[str, float]:
    """Return median seconds to import each DAG file, see dag_parse.py."""
    home, log = scratch / "home", scratch / "log.txt"
    home.mkdir(parents=True, exist_ok=True)

    def last_line(*arguments: str) -> str:
        measure("benchmarks.dag_parse", arguments, home, log)
        return log.read_text(encoding="utf-8").strip().splitlines()[-1]

    ids = json.loads(last_line())
    return {each: median(float(last_line(each)) for _ in range(runs)) for each in ids}
