"""Earlier publications are deleted while no other process writes into the home."""

from pathlib import Path

import pytest

from publish import snapshot
from steps import lock
from steps.deletion import erasure


def test_nobody_publishes_while_earlier_publications_are_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holders: list[lock.Holder] = []
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    monkeypatch.setattr(snapshot, "forget_earlier", lambda home: holders.extend(lock.holders(home)))
    erasure.delete_earlier_publications()
    assert len(holders) == 1
