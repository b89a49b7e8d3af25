"""The DAG close_period does what `send close` and `send reopen` do."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from commands.night.dag_order import in_order
from publish.closes import store
from steps.reporting import StepFailed
from tests.published_period import one_published_period


def test_the_dag_is_started_by_hand_and_closes_and_reopens(
    dags: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = one_published_period(tmp_path)
    monkeypatch.setenv("SEND_HOME", str(home))
    dag = dags["close_period"]
    assert dag.schedule is None
    assert dag not in in_order(dags)
    (task,) = dag.tasks
    run = SimpleNamespace(run_after=datetime(2026, 5, 12, 8, tzinfo=UTC))
    params = {name: dag.params[name] for name in dag.params}
    params |= {"la_code": "312", "financial_year": "2026-27", "by": "Chief Accountant"}
    task.python_callable(params=params, dag_run=run)
    ((close,), _) = store.read(home)
    assert close.record.recorded_at.isoformat() == "2026-05-12T08:00:00"
    with pytest.raises(StepFailed, match="needs its reason"):
        task.python_callable(params=params | {"decision": "reopen"}, dag_run=run)
    again = params | {"decision": "reopen", "reason": "A school's late invoice"}
    task.python_callable(params=again, dag_run=run)
    ((close,), _) = store.read(home)
    assert close.reopening is not None
