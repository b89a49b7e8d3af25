"""Compares the cost of a night in two homes, with few earlier nights and with many."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import night_files, report
from benchmarks.measure import measure
from benchmarks.timed_night import TIMINGS

LAST_EARLIER_NIGHT = dt.date(2026, 11, 20)
SHOWN = 12  # of dbt's models and tests
Spent = dict[str, list[float]]  # step → wall time and CPU time in seconds


def measured(scratch: Path, earlier: Sequence[int], runs: int) -> tuple[dict[str, Any], str]:
    """Prepare a home for each number of earlier nights, then measure further nights."""
    homes = [prepared(scratch / str(nights), nights) for nights in earlier]
    return compared(homes, earlier, runs)


def prepared(home: Path, nights: int) -> Path:
    """Load a number of nights as a backlog, and build the marts of the last one."""
    for back in range(nights):
        night_files.write(home / "landing", LAST_EARLIER_NIGHT - dt.timedelta(days=back))
    log = home / "log.txt"
    measure("benchmarks.pipeline", ["backlog"], home, log)
    measure("commands", ["night", "--date", str(LAST_EARLIER_NIGHT)], home, log)
    return home


def compared(
    homes: Sequence[Path], earlier: Sequence[int], runs: int
) -> tuple[dict[str, Any], str]:
    """Run further nights in the homes in turn; return the medians of each step."""
    steps: dict[str, list[Spent]] = {str(home): [] for home in homes}
    models: dict[str, list[Spent]] = {str(home): [] for home in homes}
    for run in range(1, runs + 1):
        for home in homes:
            spent, nodes = _further(home, LAST_EARLIER_NIGHT + dt.timedelta(days=run))
            steps[str(home)].append(spent)
            models[str(home)].append(nodes)
    by_step = _rows(*(map(_medians, steps.values())))
    by_model = _rows(*(map(_medians, models.values())))
    by_model.sort(key=lambda row: row["many"][0] - row["few"][0], reverse=True)
    peaks = {f"{n} nights": _peaks(home) for n, home in zip(earlier, homes, strict=True)}
    figures = {"nights": list(earlier), "steps": by_step, "dbt": by_model, "peak_mb": peaks}
    shown = [row for row in by_step if max(*row["few"], *row["many"]) > report.TOO_SHORT]
    few, many = (f"{nights:,}" for nights in earlier)
    tables = [
        f"NIGHTS: one more night after {few} and after {many}, medians of {runs}",
        _table("step", few, many, shown, cpu=True),
        f"\nlargest increases of dbt's models and tests (two at a time), of {len(by_model)}",
        _table("model or test", few, many, by_model[:SHOWN], cpu=False),
        f"\npeak MB: {peaks}",
    ]
    return figures, "\n".join(tables)


def _further(home: Path, night: dt.date) -> tuple[Spent, Spent]:
    night_files.write(home / "landing", night)
    whole = measure("benchmarks.timed_night", ["--date", str(night)], home, home / "log.txt")
    steps: Spent = {"whole night": [whole.wall_s, whole.cpu_s]}
    for name, (wall, cpu) in json.loads((home / TIMINGS).read_text("utf-8")).items():
        dag, _, task = name.partition(".")
        taken = steps.setdefault(f"{dag}: {task.rpartition('.')[2]}", [0.0, 0.0])
        taken[0] += wall
        taken[1] += cpu
    ran = json.loads((home / "dbt" / "target" / "run_results.json").read_text("utf-8"))
    return steps, {
        each["unique_id"].split(".")[2]: [each["execution_time"]] for each in ran["results"]
    }


def _medians(nights: Iterable[Spent]) -> Spent:
    listed = list(nights)
    in_every_night = [name for name in listed[0] if all(name in each for each in listed)]
    return {
        name: [median(figures) for figures in zip(*(each[name] for each in listed), strict=True)]
        for name in in_every_night
    }


def _rows(few: Spent, many: Spent) -> list[dict[str, Any]]:
    return [{"name": name, "few": few[name], "many": many[name]} for name in few if name in many]


def _table(what: str, few: str, many: str, rows: list[dict[str, Any]], cpu: bool) -> str:
    kinds = ("s", "CPU s") if cpu else ("s",)
    header = [what, *(f"{kind} {text}" for kind in kinds for text in (few, many, "ratio"))]
    return report.aligned(header, [[row["name"], *_figures(row)] for row in rows])


def _figures(row: dict[str, Any]) -> list[str]:
    figures = []
    for few, many in zip(row["few"], row["many"], strict=True):
        ratio = many / few if few >= report.TOO_SHORT else None
        figures += [report.number(few, 2), report.number(many, 2), report.number(ratio, 2)]
    return figures


def _peaks(home: Path) -> Any:
    return json.loads((home / "logs" / "night_timings.json").read_text("utf-8"))["peak_mb"]
