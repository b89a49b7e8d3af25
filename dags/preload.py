"""Imports what tasks import once, in the process that the scheduler's tasks are forked from.

LocalExecutor forks a process for each task. Without this, each of them imports Great Expectations,
DuckDB and the rest anew, which takes more processor time than the work of a small file.
"""

import importlib
from typing import Any

from airflow.listeners import hookimpl

IMPORTED = (
    "airflow.dag_processing.dagbag",
    "airflow.sdk.execution_time.task_runner",
    "dags.build_marts",
    "expectations.marts",
    "expectations.runner",
    "ingest.arrive.take_in",
    "ingest.deletion.erase",
    "ingest.expected_files",
    "ingest.load.finish",
    "ingest.read.reader",
    "publish.oncall.overdue",
    "publish.outputs",
    "publish.snapshot",
)


@hookimpl
def on_starting(component: Any) -> None:
    """Import the modules in the scheduler, before it forks the processes of its executor."""
    if getattr(component, "job_type", None) != "SchedulerJob":
        return
    for name in IMPORTED:
        importlib.import_module(name)
