"""The process that tasks are forked from imports what they import: the scheduler, or a worker."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dags import preload
from tests.ingest import shapes

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
STARTS = {
    "the scheduler": """
from dags import preload
from types import SimpleNamespace
preload.on_starting(SimpleNamespace(job_type="SchedulerJob"))
""",
    "a worker of Celery": """
import importlib, json
from commands.airflow.configuration import CELERY_CONFIG
for name in json.loads(CELERY_CONFIG)["imports"]:
    importlib.import_module(name)
""",
}
LOAD = """
import sys
before = set(sys.modules)
from steps import sources
for files in sources.by_authority(sources.register_arrivals("case_system", None)):
    sources.load_arrivals(files)
print("imported later:", len(set(sys.modules) - before))
"""


@pytest.mark.parametrize(
    ("component", "executor", "imports"),
    [
        ("SchedulerJob", "LocalExecutor", ["dags.task_imports"]),
        ("SchedulerJob", "CeleryExecutor", []),
        ("TriggererJob", "LocalExecutor", []),
        (None, "LocalExecutor", []),
    ],
)
def test_only_a_scheduler_that_forks_tasks_imports_them(
    monkeypatch: pytest.MonkeyPatch, component: str | None, executor: str, imports: list[str]
) -> None:
    imported: list[str] = []
    monkeypatch.setattr(preload.importlib, "import_module", imported.append)
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", executor)
    preload.on_starting(SimpleNamespace(job_type=component))
    assert imported == imports


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_a_task_that_loads_a_file_imports_next_to_nothing(tmp_path: Path, start: str) -> None:
    file = tmp_path / "landing/312/case_system/persons__2026-11-20.csv"
    file.parent.mkdir(parents=True)
    file.write_text(shapes.persons(3))
    os.utime(file, (1_790_000_000, 1_790_000_000))
    environment = {**os.environ, "SEND_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment["AIRFLOW_HOME"] = str(tmp_path / "airflow")
    run = subprocess.run(
        [sys.executable, "-c", start + LOAD],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    later = int(run.stdout.rpartition("imported later: ")[2])
    assert later < 100, run.stdout  # Great Expectations alone has more than 400
