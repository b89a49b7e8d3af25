"""Runs a step in its own process and measures its wall time, CPU time and peak memory."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


class StepFailed(Exception):
    """A step ended with an error, so that its time is of no use."""


@dataclass(frozen=True)
class Cost:
    """The cost of a process from start to end, with Python's start and imports.

    `wall_s` and `cpu_s` are seconds, `cpu_s` over all cores. `peak_mb` is the largest resident
    size, in MiB, of the process or of one child that it waited for (dbt), not their sum.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float


def measure(module: str, arguments: Sequence[str | Path], home: Path, log: Path) -> Cost:
    """Run `python -m module arguments` with $SEND_HOME = home and its output in `log`.

    Raises StepFailed for an exit code other than 0. The caller should use little memory, because
    Linux counts the size of the process that forks into the child's peak.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    environment = {**os.environ, "SEND_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-8:]
        raise StepFailed(
            "\n".join(
                [
                    f"{module} {arguments[0]} failed with exit code {process.returncode}:",
                    *last,
                    f"See {log}",
                ]
            )
        )
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median_of(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure on its own."""
    return Cost(
        median(cost.wall_s for cost in costs),
        median(cost.cpu_s for cost in costs),
        median(cost.peak_mb for cost in costs),
    )


def total_of(costs: Sequence[Cost]) -> Cost:
    """Return the cost of steps run in turn: the sum of seconds and the highest peak."""
    return Cost(
        sum(cost.wall_s for cost in costs),
        sum(cost.cpu_s for cost in costs),
        max(cost.peak_mb for cost in costs),
    )


def spread(costs: Sequence[Cost]) -> float:
    """Return the wall time between the quickest and the slowest round, in seconds."""
    return max(cost.wall_s for cost in costs) - min(cost.wall_s for cost in costs)
