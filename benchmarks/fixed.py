"""What does not grow with the rows, and what the scheduler pays for the DAG files."""

import json
import shutil
from pathlib import Path
from statistics import median

from benchmarks.measure import Cost, measure, middle


def costs(scratch: Path, runs: int) -> dict[str, Cost]:
    """Medians of: Python with DuckDB, with Great Expectations ready, dbt over no rows at all.

    The last is a whole `dbt build`, its tests included, on a home where no file has come.
    """
    home, log = scratch / "home", scratch / "log.txt"
    spent: dict[str, list[Cost]] = {
        "Python, DuckDB imported": [],
        "Python, Great Expectations imported, its context made": [],
        "dbt build on an empty home": [],
    }
    duck, gate, dbt = spent.values()
    for _ in range(runs):
        shutil.rmtree(scratch, ignore_errors=True)
        (home / "landing").mkdir(parents=True)
        (scratch / "plan.json").write_text("{}", encoding="utf-8")
        bare: list[str | Path] = ["nothing", scratch / "plan.json", scratch]
        duck.append(measure("benchmarks.bare", bare, home, log))
        gate.append(measure("benchmarks.pipeline", ["import_gate"], home, log))
        measure("benchmarks.pipeline", ["empty_home"], home, log)
        dbt.append(measure("benchmarks.pipeline", ["dbt"], home, log))
    return {name: middle(each) for name, each in spent.items()}


def dag_parse(scratch: Path, runs: int) -> dict[str, float]:
    """Median seconds to import each DAG file, see dag_parse.py."""
    home, log = scratch / "home", scratch / "log.txt"
    home.mkdir(parents=True, exist_ok=True)

    def answer(*arguments: str) -> list[str]:
        measure("benchmarks.dag_parse", arguments, home, log)
        return log.read_text(encoding="utf-8").strip().splitlines()

    ids = json.loads(answer()[-1])
    return {each: median(float(answer(each)[-1]) for _ in range(runs)) for each in ids}
