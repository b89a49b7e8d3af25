"""Measures one night that loads the full extracts of many earlier nights at once.

An authority may keep files back for a year. Each home has twice as many as the one before, so what
a night's files cost can be compared, without the fixed cost of a night.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import night_files, report
from benchmarks.measure import Cost, measure

NIGHT = dt.date(2026, 11, 20)
HEADER = ("nights at once", "s", "CPU s", "peak MB", "CPU ms for each further night", "ratio")


def measured(scratch: Path, nights: int) -> tuple[dict[str, Any], str]:
    """Load a quarter of the nights, half of them and all of them, each in a home of its own."""
    sizes = (nights // 4, nights // 2, nights)
    costs = [caught_up(scratch / str(size), size) for size in sizes]
    further = list(_each_further_night(sizes, costs))
    figures = {
        "catch_up": [
            {"nights": size, "s": cost.wall_s, "cpu_s": cost.cpu_s, "peak_mb": cost.peak_mb}
            for size, cost in zip(sizes, costs, strict=True)
        ],
        "cpu_s_of_each_further_night": further,
    }
    return figures, _table(sizes, costs, further)


def caught_up(home: Path, nights: int) -> Cost:
    """Write the files of a number of nights and load them in the last of these."""
    for back in range(nights):
        night_files.write(home / "landing", NIGHT - dt.timedelta(days=back))
    return measure("commands", ["night", "--date", str(NIGHT)], home, home / "log.txt")


def _each_further_night(sizes: tuple[int, ...], costs: list[Cost]) -> Iterator[float]:
    for (fewer, less), (many, more) in pairwise(zip(sizes, costs, strict=True)):
        yield (more.cpu_s - less.cpu_s) / (many - fewer)


def _table(sizes: tuple[int, ...], costs: list[Cost], further: list[float]) -> str:
    ratios = [None, None, further[-1] / further[0]]
    rows = [
        [
            f"{size:,}",
            report.number(cost.wall_s, 1),
            report.number(cost.cpu_s, 1),
            report.number(cost.peak_mb, 0),
            report.number(each and each * 1000, 0),
            report.number(ratio, 2),
        ]
        for size, cost, each, ratio in zip(sizes, costs, [None, *further], ratios, strict=True)
    ]
    title = f"CATCH_UP: the full extracts of {sizes[-1]} nights of one authority in one night"
    return f"{title}\n{report.aligned(HEADER, rows)}"
