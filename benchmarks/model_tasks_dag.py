"""Builds the models of a folder and all that they read by `DAG.test`, with metadata in $SEND_HOME.

    python -m benchmarks.model_tasks_dag one models/marts/benchmarks    one task runs `dbt build`
    python -m benchmarks.model_tasks_dag each models/marts/benchmarks   Cosmos makes a task for each

Prints the number of tasks. $SEND_HOME has the raw files and the tables of `pipeline dbt`.
"""

import os
import runpy
import shutil
import sys
from pathlib import Path

from benchmarks.pipeline import AS_AT
from commands.airflow import configuration, metadata
from steps.dbt import process
from steps.dbt.run_results import artefact
from steps.reporting import home

ONE = """
from airflow.sdk import DAG, task

with DAG("one", schedule=None) as dag:

    @task
    def build():
        import os, subprocess, sys

        dbt = [sys.executable, "-P", "{program}", "--quiet", "build"]
        command = [*dbt, "--select", "{select}", "--exclude-resource-type", "unit_test"]
        subprocess.run(command, cwd="{project}", check=True)

    build()
"""
EACH = """
from cosmos import DbtDag, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import ExecutionMode, InvocationMode, LoadMode, TestBehavior

dag = DbtDag(
    dag_id="each",
    schedule=None,
    project_config=ProjectConfig(
        dbt_project_path="{project}", manifest_path="{manifest}", install_dbt_deps=False
    ),
    profile_config=ProfileConfig(
        profile_name="send_warehouse", target_name="prod", profiles_yml_filepath="{profiles}"
    ),
    execution_config=ExecutionConfig(
        execution_mode=ExecutionMode.LOCAL, invocation_mode=InvocationMode.DBT_RUNNER
    ),
    render_config=RenderConfig(
        load_method=LoadMode.DBT_MANIFEST,
        select=["{select}"],
        test_behavior=TestBehavior.AFTER_EACH,
    ),
)
"""
# Cosmos makes its own folders for each task.
NOT_OF_COSMOS = ("DBT_TARGET_PATH", "DBT_LOG_PATH", "DBT_PROJECT_DIR", "DBT_PROFILES_DIR")


def _project() -> Path:
    """A copy of the dbt project with what dbt has parsed, where Cosmos looks for it: without it
    each task would parse the whole project."""
    project = home() / "project"
    if not project.exists():
        shutil.copytree(process.PROJECT, project, ignore=shutil.ignore_patterns("target"))
        parsed = artefact(home(), "manifest").with_name("partial_parse.msgpack")
        (project / "target").mkdir()
        shutil.copy2(parsed, project / "target")
    return project


def main() -> None:
    """Prepare the metadata as a night does, write the DAG and run it."""
    kind, folder = sys.argv[1:]
    configuration.configure(home(), logging_level="WARNING", metadata=configuration.OF_THE_NIGHT)
    file = home() / "dags" / f"{kind}.py"
    file.parent.mkdir(exist_ok=True)
    text = (ONE if kind == "one" else EACH).format(
        select=f"+path:{folder}",
        program=process.PROGRAM,
        project=process.PROJECT if kind == "one" else _project(),
        profiles=process.PROJECT / "profiles.yml",
        manifest=artefact(home(), "manifest"),
    )
    file.write_text(text, encoding="utf-8")
    os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(file.parent)
    os.environ["AIRFLOW__COSMOS__ENABLE_TELEMETRY"] = "False"
    os.environ["AIRFLOW__COSMOS__CACHE_DIR"] = str(home() / "cosmos")
    metadata.prepare()
    os.environ.update(process.environment(home(), AS_AT))
    if kind == "each":
        for name in NOT_OF_COSMOS:
            del os.environ[name]
    dag = runpy.run_path(str(file))["dag"]
    if dag.test().state != "success":
        raise SystemExit(f"the DAG {kind} failed")
    print(len(dag.tasks))


if __name__ == "__main__":
    main()
