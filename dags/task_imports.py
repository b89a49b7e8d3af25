"""Imports what tasks import, once, in the process that they are forked from.

Without this, each task imports Great Expectations, DuckDB and the rest anew, which takes more
processor time than the work of a small file. The scheduler imports it where its executor forks the
tasks (`dags/preload.py`); Celery's workers import it when they start (`imports` in their settings).
"""

import importlib

NAMES = (
    "airflow.dag_processing.dagbag",
    "airflow.sdk.execution_time.task_runner",
    "dags.build_marts",
    "expectations.marts",
    "expectations.runner",
    "ingest.arrive.register_arrivals",
    "ingest.deletion.erase",
    "ingest.expected_files",
    "ingest.load.finish",
    "ingest.read.reader",
    "publish.oncall.overdue",
    "publish.outputs",
    "publish.page.cases_page",
    "publish.page.manager_page",
    "publish.page.open_page",
    "publish.snapshot",
)

for _name in NAMES:
    importlib.import_module(_name)
