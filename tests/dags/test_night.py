"""A night in one process: what is rejected stops nothing else, and the console stays readable."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from dags.night import main as night_main

HERE = Path(__file__).resolve().parent
pytestmark = pytest.mark.slow


def land(home: Path, **files: str) -> None:
    for name, text in files.items():
        la_code, dataset = name.lstrip("_").split("_")
        path = home / "landing" / la_code / "case_system" / f"{dataset}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def night(home: Path, *options: str, **environment: str) -> tuple[int, str]:
    """Run a night; return its exit code and all that the console showed."""
    run = subprocess.run(
        [sys.executable, str(HERE / "night_with_stand_ins.py"), "--date", "2026-11-20", *options],
        env={**os.environ, "SEND_HOME": str(home), "PYTHONPATH": str(HERE.parents[1])}
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return run.returncode, run.stdout


def test_one_bad_file_and_one_fault_stop_nothing_else(tmp_path: Path) -> None:
    land(
        tmp_path, _990_persons="good", _990_requests="bug", _991_persons="bad", _991_requests="good"
    )
    code, console = night(tmp_path)

    assert code == 1
    for line in (
        "990 · persons · 2026-11-20",
        "REJECTED landing/991/case_system/persons.csv: column received_date is missing.",
        "FAILED a fault in the code, KeyError at night_with_stand_ins.py",
        "case_system verdict: 2 files of 4 not loaded",
        "990/case_system/requests.csv: not loaded",
    ):
        assert line in console
    assert (tmp_path / "published" / "marts" / "seen.parquet").exists()
    for noise in ("Traceback", "Alice", "noise of a library", "[DAG TEST]"):
        assert noise not in console
    steps = json.loads((tmp_path / "logs" / "night_timings.json").read_text())["steps"]
    loads = [step["state"] for step in steps if step.get("task") == "wave_1.load"]
    assert sorted(loads) == ["failed", "success"]  # Airflow takes the tasks of a wave in no order


def test_a_good_night_and_then_a_gate_that_says_no(tmp_path: Path) -> None:
    land(tmp_path, _990_persons="good")
    assert night(tmp_path)[0] == 0
    published = (tmp_path / "published").resolve()

    code, console = night(tmp_path, TOTALS_WRONG='"England differs: 10, published 12"')
    assert code == 1
    assert "build_marts gate: England differs: 10, published 12" in console
    assert "not run: overdue, publish, verdict" in console
    assert (tmp_path / "published").resolve() == published


def test_a_source_that_hands_nothing_over_is_red(tmp_path: Path) -> None:
    land(tmp_path, _990_persons="good")
    code, console = night(tmp_path, NOTHING_HANDED_OVER="1")
    assert code == 1
    assert "case_system hand_over: no date to hand over" in console
    assert "not run: verdict" in console


def test_what_is_asked_for_again_reaches_every_source(tmp_path: Path) -> None:
    land(tmp_path, _990_persons="good")
    chosen = ("--la", "990", "--dataset", "persons", "--from", "2026-11-01", "--to", "2026-11-20")
    code, console = night(tmp_path, "--again", "refused", *chosen)
    assert code == 0, console
    assert console.count("asked for ") == 4
    asked = json.loads(console.partition("asked for ")[2].splitlines()[0])
    assert asked == {
        "la_code": "990",
        "dataset": "persons",
        "from": "2026-11-01",
        "to": "2026-11-20",
        "refused_only": True,
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--again", "all"], "make backfill FROM=2026-11-01 TO=2026-11-20"),
        (["--la", "205"], "is for --again"),
        (["--again", "refused", "--from", "2026-11-20", "--to", "2026-11-01"], "turn them"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, options: list[str], said: str
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    assert night_main(["--date", "2026-11-20", *options]) == 2
    assert said in capsys.readouterr().err


def test_no_date_and_nothing_in_landing_is_said_in_a_line(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "dags.night"],
        env={**os.environ, "SEND_HOME": str(tmp_path), "PYTHONPATH": str(HERE.parents[1])},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    assert run.stderr.startswith("No reporting date:")
    assert "Traceback" not in run.stderr
