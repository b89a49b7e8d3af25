"""One night as `send night` runs it, with the CPU of each step noted: `--date <day>`.

Writes `bench_steps.json` to $SEND_HOME: for each DAG's task, all its mapped ones together, seconds
by the clock and of CPU (children that were waited for among them, so dbt's too).
"""

import json
import os
import sys
import time
from collections import defaultdict
from datetime import date
from typing import Any

from commands import airflow, night
from steps.reporting import home

NOTES = "bench_steps.json"
Spent = defaultdict[str, list[float]]


def listener(spent: Spent) -> Any:
    """Listens to Airflow; tasks run one after the other in a night."""
    from airflow.listeners import hookimpl

    class Meter:
        began = (0.0, 0.0)

        @hookimpl
        def on_task_instance_running(self) -> None:
            self.began = now()

        @hookimpl
        def on_task_instance_success(self, task_instance: Any) -> None:
            taken = spent[f"{task_instance.dag_id}.{task_instance.task_id}"]
            for n, (after, before) in enumerate(zip(now(), self.began, strict=True)):
                taken[n] += after - before

    return Meter()


def now() -> tuple[float, float]:
    return time.monotonic(), sum(os.times()[:4])


def main() -> int:
    """Run the night; its exit code."""
    airflow.configure(home(), logging_level="WARNING")
    from airflow.sdk.listener import get_listener_manager

    spent: Spent = defaultdict(lambda: [0.0, 0.0])
    get_listener_manager().add_listener(listener(spent))  # type: ignore[no-untyped-call]
    code = night.run(date.fromisoformat(sys.argv[2]))
    (home() / NOTES).write_text(json.dumps(spent), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
