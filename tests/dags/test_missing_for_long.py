"""Datasets that are missing for long are not green under Airflow; a night by command shows them."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from publish.oncall import overdue
from publish.oncall.overdue import Overdue
from steps import expected_files
from steps.reporting import StepFailed


@pytest.fixture
def missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One dataset is missing on five due dates, one on four, and one is late."""
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    found = [
        Overdue("312", "case_system/plans", "missing", "due 2026-11-20, never came", 5),
        Overdue("312", "case_system/needs", "missing", "due 2026-11-20, never came", 4),
        Overdue("205", "case_system/plans", "late", "due 2026-11-20, came 2026-11-21", 9),
    ]
    monkeypatch.setattr(overdue, "overdue_datasets", lambda home: found)
    (tmp_path / "settings").mkdir()
    return tmp_path


def test_five_due_dates_are_red_unless_the_settings_say_otherwise(missing: Path) -> None:
    with pytest.raises(StepFailed, match="1 dataset missing on 5 due dates or more") as red:
        expected_files.check_not_missing_for_long()
    assert "needs" not in str(red.value)
    assert "205" not in str(red.value)
    (missing / "settings" / "alerts.yml").write_text("missing_is_red_after: 6\n")
    expected_files.check_not_missing_for_long()


def test_only_a_run_that_has_a_night_is_red(dags: dict[str, Any], missing: Path) -> None:
    show = dags["build_marts"].get_task("overdue").python_callable
    with pytest.raises(StepFailed):
        show(dag_run=SimpleNamespace(partition_key="2026-11-20"))
    show(dag_run=SimpleNamespace(partition_key=None))
