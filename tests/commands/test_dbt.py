"""`send dbt` names what it lacks and builds nothing without it."""

import fcntl
from pathlib import Path

import pytest

from steps import dates


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Give dbt's command after --"),
        (["--target", "live", "--", "build"], "There is no target 'live'. Expected dev or prod"),
        (["--date", "2026-11-20", "--", "build"], "There is no warehouse in"),
    ],
)
def test_what_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, send, arguments: list[str], message: str
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    monkeypatch.setattr(dates, "published_or_latest", lambda: "2026-11-20")
    ended = send("dbt", *arguments)
    assert ended.exit_code == 2
    assert message in ended.stderr
    assert not (tmp_path / "dbt").exists()


def test_nothing_is_built_while_another_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, send
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    for name in ("warehouse.duckdb", "dbt/target/manifest.json", "locks/lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    with (tmp_path / "locks" / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = send("dbt", "--date", "2026-11-20", "--", "build")
    assert ended.exit_code == 2
    assert "is being written to by" in ended.stderr
