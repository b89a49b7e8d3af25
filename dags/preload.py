"""Lets the scheduler import what tasks import, before LocalExecutor forks a process for each."""

import importlib
from typing import Any

from airflow.configuration import conf
from airflow.listeners import hookimpl


@hookimpl
def on_starting(component: Any) -> None:
    """Import the modules in the scheduler. With Celery it forks no task, and the workers do so."""
    if getattr(component, "job_type", None) != "SchedulerJob":
        return
    if conf.get("core", "executor") == "LocalExecutor":
        importlib.import_module("dags.task_imports")
