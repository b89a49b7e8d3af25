"""`send dbt` names what it lacks and builds nothing without it."""

import fcntl
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from commands import documents, powerbi
from steps import dates, lock
from steps.dbt import run_results

pytestmark = pytest.mark.slow


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
    with (tmp_path / "locks" / "lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # the documentation too: its dbt opens the warehouse, and a build would find it locked
        for command in (("dbt", "--date", "2026-11-20", "--", "build"), ("docs",)):
            ended = send(*command)
            assert ended.exit_code == 2
            assert "is being written to by" in ended.stderr


def test_the_documentation_leaves_the_results_that_gate_2_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[dict[str, str]] = []

    def run(command: object, env: dict[str, str], **_: object) -> SimpleNamespace:
        assert lock.descriptors(tmp_path)  # dbt inherits them: the lock lasts until it has ended
        ran.append(env)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(documents.subprocess, "run", run)
    written = documents._documentation_of_dbt(tmp_path, date(2026, 11, 20))
    assert [written.parent] == [Path(each["DBT_TARGET_PATH"]) for each in ran]
    assert written.parent != run_results.artefact(tmp_path, "run_results").parent


def test_the_metrics_of_power_bi_leave_the_manifest_that_gate_2_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEND_PSEUDONYM_KEY", "k" * 36)
    written = powerbi._metrics(tmp_path)
    assert "metrics" in json.loads(written.read_text("utf-8"))
    assert not run_results.artefact(tmp_path, "manifest").exists()
    assert not (tmp_path / "warehouse.duckdb").exists()  # so that it needs no lock
