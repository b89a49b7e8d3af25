"""Runs a DAG with one task that does nothing by `DAG.test`, with metadata in $SEND_HOME."""

import os
import runpy

from commands.airflow import configuration, metadata
from steps.reporting import home

FILE = """
from airflow.sdk import DAG, task

with DAG("empty", schedule=None) as dag:

    @task
    def nothing():
        pass

    nothing()
"""


def main() -> None:
    """Prepare the metadata as a night does, and run the DAG."""
    configuration.configure(home(), logging_level="WARNING", metadata=configuration.OF_THE_NIGHT)
    file = home() / "dags" / "empty.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text(FILE, encoding="utf-8")
    os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(file.parent)
    metadata.prepare()
    if runpy.run_path(str(file))["dag"].test().state != "success":
        raise SystemExit("the empty DAG failed")


if __name__ == "__main__":
    main()
