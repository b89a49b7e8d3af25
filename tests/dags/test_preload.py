"""The scheduler imports what its tasks import, before it forks them."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dags import preload
from tests.ingest import shapes

ROOT = Path(__file__).resolve().parents[2]
LOAD = """
import sys
from dags import preload
from types import SimpleNamespace
preload.on_starting(SimpleNamespace(job_type="SchedulerJob"))
before = set(sys.modules)
from steps import sources
for files in sources.by_authority(sources.take_in("case_system", None)):
    sources.load(files)
print("imported later:", len(set(sys.modules) - before))
"""


def test_only_the_scheduler_imports_them(monkeypatch: pytest.MonkeyPatch) -> None:
    imported: list[str] = []
    monkeypatch.setattr(preload.importlib, "import_module", imported.append)
    for other in ("TriggererJob", "DagProcessorJob", None):
        preload.on_starting(SimpleNamespace(job_type=other))
    preload.on_starting(SimpleNamespace())
    assert imported == []
    preload.on_starting(SimpleNamespace(job_type="SchedulerJob"))
    assert "expectations.runner" in imported


def test_a_task_that_loads_a_file_imports_next_to_nothing(tmp_path: Path) -> None:
    file = tmp_path / "landing/312/case_system/persons__2026-11-20.csv"
    file.parent.mkdir(parents=True)
    file.write_text(shapes.persons(3))
    os.utime(file, (1_790_000_000, 1_790_000_000))
    environment = {**os.environ, "SEND_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment["AIRFLOW_HOME"] = str(tmp_path / "airflow")
    run = subprocess.run(
        [sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, check=True
    )
    later = int(run.stdout.rpartition("imported later: ")[2])
    assert later < 100, run.stdout  # Great Expectations alone has more than 400
