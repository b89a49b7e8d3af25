"""A night ends at SIGTERM and at Ctrl-C, in the middle of a task, and runs again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import airflow_metadata
from tests.commands.test_night import HERE, land, night

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_night_and_says_so(tmp_path: Path, number: signal.Signals) -> None:
    land(tmp_path, _990_persons="good")
    airflow_metadata.copy_to(tmp_path)
    process = subprocess.Popen(
        [sys.executable, str(HERE / "night_with_stand_ins.py"), "night", "--date", "2026-11-20"],
        env={**os.environ, "SEND_HOME": str(tmp_path), "PYTHONPATH": str(HERE.parents[1])}
        | {"BUILD_WAITS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    while not (tmp_path / "building").exists():
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(number)
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == -number
    assert printed.splitlines()[-1] == (
        f"Stopped by {number.name}. Readers keep the last publication. Nothing needs cleaning up: "
        "run the same command again."
    )
    assert not (tmp_path / "published").exists()
    code, console = night(tmp_path)
    assert code == 0, console
