"""A step in a process of its own: seconds by the clock, seconds of CPU, peak memory."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


class StepBroke(Exception):
    """A step that did not end well, so that its time says nothing."""


@dataclass(frozen=True)
class Cost:
    """From the start of the process to its end, so with Python's start and imports.

    `wall_s` and `cpu_s` are seconds, `cpu_s` over all cores; `peak_mb` is the largest resident
    size, in MiB, of the process or of any one child that it waited for (dbt), not their sum.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float


def measure(module: str, arguments: Sequence[str | Path], home: Path, log: Path) -> Cost:
    """Run `python -m module arguments` with $SEND_HOME = home; what it says goes to `log`.

    Raises StepBroke where it ends with anything but 0. Keep the caller small: Linux counts the
    size of the process that forks into the child's peak.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    environment = {**os.environ, "SEND_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    with log.open("wb") as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-8:]
        raise StepBroke("\n".join([f"{module} {arguments[0]} ended badly:", *last, f"See {log}"]))
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure by itself."""
    return Cost(
        median(cost.wall_s for cost in costs),
        median(cost.cpu_s for cost in costs),
        median(cost.peak_mb for cost in costs),
    )


def together(costs: Sequence[Cost]) -> Cost:
    """Steps one after the other: seconds add up, the peak is the highest."""
    return Cost(
        sum(cost.wall_s for cost in costs),
        sum(cost.cpu_s for cost in costs),
        max(cost.peak_mb for cost in costs),
    )


def spread(costs: Sequence[Cost]) -> float:
    """Seconds by the clock between the quickest and the slowest round."""
    return max(cost.wall_s for cost in costs) - min(cost.wall_s for cost in costs)
