"""Seconds to import one DAG file with airflow.sdk loaded: `python -m benchmarks.dag_parse <id>`.

The scheduler spends this time on each file again and again. Python's start and the import of
airflow.sdk with its lazily loaded names are not in the figure.
"""

import importlib
import json
import re
import sys
import time

from commands.airflow import configuration
from steps.reporting import home

DEFINES_A_DAG = re.compile(r"^(dag: DAG = |with DAG\()", re.MULTILINE)


def dag_ids() -> list[str]:
    """Return the names of the files in dags/ that define a DAG; they are the DAGs' ids."""
    files = sorted(configuration.DAGS_FOLDER.glob("*.py"))
    return [file.stem for file in files if DEFINES_A_DAG.search(file.read_text("utf-8"))]


def seconds(dag_id: str) -> float:
    """Return the seconds to import a DAG file."""
    configuration.configure(home())
    sdk = importlib.import_module("airflow.sdk")
    for name in sdk.__all__:
        hasattr(sdk, name)  # loads the name; getattr would fail for one that is listed but missing
    importlib.import_module("airflow.sdk.exceptions")
    began = time.perf_counter()
    importlib.import_module(f"dags.{dag_id}")
    return time.perf_counter() - began


if __name__ == "__main__":
    result = seconds(sys.argv[1]) if sys.argv[1:] else dag_ids()
    print("\n" + json.dumps(result))
