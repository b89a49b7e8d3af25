"""A night in one process: what is rejected stops nothing else, and the console stays readable."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import airflow_metadata

HERE = Path(__file__).resolve().parent
pytestmark = pytest.mark.slow


def land(home: Path, **files: str) -> None:
    for name, text in files.items():
        la_code, dataset = name.lstrip("_").split("_")
        path = home / "landing" / la_code / "case_system" / f"{dataset}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def night(home: Path, command: str = "night", *options: str, **environment: str) -> tuple[int, str]:
    """Run a night by a command of `send`; return its exit code and all that the console showed."""
    airflow_metadata.copy_to(home)
    script = str(HERE / "night_with_stand_ins.py")
    run = subprocess.run(
        [sys.executable, script, command, "--date", "2026-11-20", *options],
        env={**os.environ, "SEND_HOME": str(home), "PYTHONPATH": str(HERE.parents[1])}
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return run.returncode, run.stdout


def test_measures_that_can_not_be_written_hide_no_result(tmp_path: Path) -> None:
    land(tmp_path, _990_persons="bad")
    (tmp_path / "logs" / "night_timings.json").mkdir(parents=True)  # as where the disk is full
    code, console = night(tmp_path)
    assert code == 2
    assert "REJECTED landing/990/case_system/persons.csv: column received_date" in console
    assert console.splitlines()[-1].endswith(
        f"Look at the disk of {tmp_path}, then run the command again."
    )


def test_one_bad_file_and_one_fault_stop_nothing_else(tmp_path: Path) -> None:
    land(
        tmp_path, _990_persons="good", _990_requests="bug", _991_persons="bad", _991_requests="good"
    )
    code, console = night(tmp_path)

    assert code == 1
    for line in (
        "990 · persons · 2026-11-20",
        "REJECTED, why is at the end",
        "REJECTED landing/991/case_system/persons.csv: column received_date is missing.",
        "FAILED a fault in the code, KeyError at night_with_stand_ins.py",
        "case_system check_all_loaded: 2 files of 4 not loaded",
        "990/case_system/requests.csv: not loaded",
    ):
        assert line in console
    assert console.count("column received_date is missing.") == 1
    assert (tmp_path / "published" / "marts" / "seen.parquet").exists()
    for noise in ("Traceback", "Alice", "noise of a library", "[DAG TEST]"):
        assert noise not in console
    steps = json.loads((tmp_path / "logs" / "night_timings.json").read_text())["steps"]
    tasks = {(step["task"], step["of"]): step["state"] for step in steps if "task" in step}
    assert tasks["load", "990 · 2 files"] == "failed"  # a fault in the code
    assert tasks["load", "991 · 2 files"] == "success"
    assert tasks["rejected_file", "991 · persons · 2026-11-20"] == "failed"


@dataclass(frozen=True)
class Replayed:
    """A home after a good night by `send replay`, its exit code and its console."""

    home: Path
    code: int
    console: str


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    home = tmp_path_factory.mktemp("home")
    land(home, _990_persons="good")
    chosen = ("--la", "990", "--dataset", "persons", "--from", "2026-11-01", "--to", "2026-11-20")
    return Replayed(home, *night(home, "replay", *chosen, EVERY_SOURCE="1"))


def test_the_choice_of_files_to_load_again_reaches_every_source(replayed: Replayed) -> None:
    assert replayed.code == 0, replayed.console
    assert replayed.console.count("asked for ") == 6
    asked = json.loads(replayed.console.partition("asked for ")[2].splitlines()[0])
    assert asked == {
        "la_code": "990",
        "dataset": "persons",
        "from": "2026-11-01",
        "to": "2026-11-20",
        "rejects_only": True,
    }


def test_a_night_that_a_gate_fails_leaves_the_publication(replayed: Replayed) -> None:
    published = (replayed.home / "published").resolve(strict=True)

    code, console = night(replayed.home, TOTALS_WRONG='"England differs: 10, published 12"')
    assert code == 1
    assert "build_marts gate: England differs: 10, published 12" in console
    assert "not run: check_held_back, overdue, postgres, publish" in console
    assert (replayed.home / "published").resolve() == published


def test_a_source_that_updates_no_asset_fails_and_no_mart_is_built(tmp_path: Path) -> None:
    land(tmp_path, _990_persons="good")
    code, console = night(tmp_path, ASSET_NOT_UPDATED="1")
    assert code == 2
    assert "case_system update_asset: no reporting date" in console
    assert "not run: check_all_loaded" in console
    assert "build_marts\n  not run: case_system, geography handed nothing over" in console
    assert not (tmp_path / "published").exists()


def test_a_source_whose_files_wait_for_the_key_is_not_handed_over(tmp_path: Path) -> None:
    """Before the first file of people no key is known: the check before the night finds nothing."""
    land(tmp_path, _990_persons="good")
    code, console = night(tmp_path, ARRIVE_FAILS="1", SEND_PSEUDONYM_KEY="")
    assert code == 2
    assert "case_system update_asset: The environment variable SEND_PSEUDONYM_KEY is" in console
    assert "build_marts\n  not run: case_system, geography handed nothing over" in console


def test_a_source_that_can_not_be_read_does_not_hold_up_the_marts(tmp_path: Path) -> None:
    land(tmp_path, _990_persons="good")
    code, console = night(tmp_path, ARRIVE_FAILS="1", SEND_PSEUDONYM_KEY="k" * 36)
    assert code == 1
    assert "case_system check_all_loaded: The files of the source are not known" in console
    assert (tmp_path / "published" / "marts" / "seen.parquet").exists()


def test_a_night_without_any_file_ends_with_2_and_says_what_to_do(
    tmp_path: Path, monkeypatch, send
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    ended = send("night", "--date", "2026-11-20")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("Nothing to publish: no file has ever come")
    assert "Put files into landing/<la_code>/<source>/" in ended.stderr


def test_a_first_night_that_publishes_nothing_ends_with_2(tmp_path: Path) -> None:
    land(tmp_path, _990_persons="good")
    code, console = night(tmp_path, TOTALS_WRONG='"England differs: 10, published 12"')
    assert code == 2, console
    assert not (tmp_path / "published").exists()


def test_a_night_collects_first_and_a_failing_connection_stops_nothing_else(
    tmp_path: Path,
) -> None:
    share, settings = tmp_path / "share", tmp_path / "settings" / "collect"
    for folder in (share, settings):
        folder.mkdir(parents=True)
    (share / "persons.csv").write_text("good")
    for la_code, connection in (("990", "share"), ("991", "gone")):
        feed = f"{{source: case_system, connection: {connection}, files: '*.csv'}}"
        (settings / f"{la_code}.yml").write_text(f"feeds: [{feed}]\n")
    where = {"conn_type": "fs", "extra": {"path": str(share)}}
    code, console = night(tmp_path, AIRFLOW_CONN_SHARE=json.dumps(where))
    assert code == 1
    assert "persons.csv (4 bytes) → landing/990/case_system/persons.csv" in console
    assert "990 · persons · 2026-11-20" in console
    assert "991: No connection is called gone. Define it" in console
    assert (tmp_path / "published" / "marts" / "seen.parquet").exists()


@pytest.mark.parametrize(
    ("command", "options", "message"),
    [
        ("backfill", ["--from", "2026-11-01"], "Missing option '--to'"),
        ("night", ["--la", "205"], "No such option: --la"),
        ("replay", ["--from", "2026-11-20", "--to", "2026-11-01"], "exchange the two dates"),
        ("backfill", ["--from", "2026-11-20", "--to", "2026-11-01"], "exchange the two dates"),
    ],
)
def test_a_wrong_choice_of_files_ends_with_a_line(
    tmp_path: Path, monkeypatch, send, command: str, options: list[str], message: str
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    ended = send(command, *options)
    assert ended.exit_code == 2
    assert message in ended.stderr


def test_without_a_date_and_a_file_the_night_names_the_option(
    tmp_path: Path, monkeypatch, send
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    ended = send("night")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("No reporting date:")


def test_an_unforeseen_fault_is_named_by_its_place_and_shows_no_value(
    tmp_path: Path, monkeypatch, send
) -> None:
    def fault(*_):
        raise KeyError("Alice Example")

    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    monkeypatch.setattr("steps.dates.reporting_date", fault)
    ended = send("night")
    assert ended.exit_code == 2
    assert "KeyError at test_night.py" in ended.stderr
    assert "Alice" not in ended.stderr
    log = tmp_path / "logs" / "crash.log"
    assert "Alice" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
