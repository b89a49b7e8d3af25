"""Runs one night as `send night --date <day>` does, and measures each task.

Writes `bench_steps.json` to $SEND_HOME: wall time and CPU time in seconds for each DAG's task, with
all its mapped instances and with the child processes that it waited for (dbt).
"""

import json
import os
import sys
import time
from collections import defaultdict
from datetime import date
from typing import Any

from commands.airflow import configuration
from commands.night import runner
from steps.reporting import home

TIMINGS = "bench_steps.json"
Spent = defaultdict[str, list[float]]


def listener(spent: Spent) -> Any:
    """Return an Airflow listener that measures tasks; in a night they run one at a time."""
    from airflow.listeners import hookimpl

    class Meter:
        start = (0.0, 0.0)

        @hookimpl
        def on_task_instance_running(self) -> None:
            self.start = now()

        @hookimpl
        def on_task_instance_success(self, task_instance: Any) -> None:
            taken = spent[f"{task_instance.dag_id}.{task_instance.task_id}"]
            for n, (after, before) in enumerate(zip(now(), self.start, strict=True)):
                taken[n] += after - before

    return Meter()


def now() -> tuple[float, float]:
    """Return wall time and the CPU time of this process and its children, in seconds."""
    return time.monotonic(), sum(os.times()[:4])


def main() -> int:
    """Run the night and return its exit code."""
    configuration.configure(home(), logging_level="WARNING", metadata=configuration.OF_THE_NIGHT)
    from airflow.sdk.listener import get_listener_manager

    spent: Spent = defaultdict(lambda: [0.0, 0.0])
    get_listener_manager().add_listener(listener(spent))  # type: ignore[no-untyped-call]
    code = runner.run(date.fromisoformat(sys.argv[2]))
    (home() / TIMINGS).write_text(json.dumps(spent), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
