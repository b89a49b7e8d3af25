"""`kill -9` of `send` and the dbt that it started, at random moments: the command run again comes
to what an undisturbed one comes to, byte for byte.

These are whole nights, so `--faults N` says how many kills there are; 40 take half an hour. The
kills of single steps in test_kills.py always run.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import airflow_metadata
from tests.conftest import Installation
from tests.faults.small_home import CASE_ID, NIGHT, leftovers, send_files, state

REPOSITORY = Path(__file__).resolve().parents[2]
NIGHTLY = ("night", f"--date={NIGHT}")
CLOSE = ("close", "--la=312", "--year=2026-27", "--period=1", "--by=Chief Accountant")
ERASE = ("erase", "--la=312", "--date=2026-11-23", "--by=DPO", "--reason=upheld")
RETAIN = ("retain", f"--date={NIGHT}", "--apply")
KILLS_IN_A_ROW = 5
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Ended:
    exit_code: int
    printed: str
    seconds: float


@pytest.fixture(scope="module", autouse=True)
def _asked_for(pytestconfig: pytest.Config, parsed_project: None) -> None:
    if not pytestconfig.getoption("--faults"):
        pytest.skip("kills of whole commands take minutes: --faults 40")


def started(home: Path, command: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "commands", *command],
        cwd=REPOSITORY,
        env=os.environ | {"SEND_HOME": str(home), "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def run(home: Path, command: Sequence[str]) -> Ended:
    began = time.monotonic()
    process = started(home, command)
    printed, _ = process.communicate(f"{CASE_ID}\n")
    return Ended(process.returncode, printed, time.monotonic() - began)


def kill(home: Path, command: Sequence[str], after: float) -> bool:
    """Kill a command and all that it started; return whether it had not ended by itself."""
    process = started(home, command)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(f"{CASE_ID}\n", timeout=after)
    is_running = process.poll() is None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return is_running


@dataclass(frozen=True)
class Undisturbed:
    """The homes before the first night and after it, and how that night ended."""

    landed: Path
    published: Path
    night: Ended


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    landed, published = (tmp_path_factory.mktemp(name) for name in ("landed", "published"))
    send_files(Installation(landed))
    airflow_metadata.copy_to(landed)
    shutil.copytree(landed, published, symlinks=True, dirs_exist_ok=True)
    ended = run(published, NIGHTLY)
    assert ended.exit_code == 0, ended.printed
    return Undisturbed(landed, published, ended)


@pytest.mark.parametrize("name", ["close", "night", "erase", "retain"])
def test_a_killed_command_run_again_comes_to_the_same(
    undisturbed: Undisturbed, name: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    command = {"night": NIGHTLY, "close": CLOSE, "erase": ERASE, "retain": RETAIN}[name]
    kills = pytestconfig.getoption("--faults") // 4
    before, whole = undisturbed.landed, undisturbed.published
    expected = undisturbed.night
    if name != "night":
        before, whole = whole, tmp_path / "whole"
        shutil.copytree(before, whole, symlinks=True)
        expected = run(whole, command)
        assert expected.exit_code in (0, 1), expected.printed
    moments = random.Random(name)
    for done in range(0, kills, KILLS_IN_A_ROW):
        home = tmp_path / f"killed-{done}"
        shutil.copytree(before, home, symlinks=True)
        number = min(KILLS_IN_A_ROW, kills - done)
        after = sorted(moments.uniform(0.5, expected.seconds) for _ in range(number))
        running = [kill(home, command, each) for each in after]
        ended = run(home, command)
        about = f"{name}: killed after {[round(each, 1) for each in after]} s, running: {running}"
        print(about)  # noqa: T201
        assert "Traceback" not in ended.printed, f"{about}\n{ended.printed}"
        assert ended.exit_code == expected.exit_code, f"{about}\n{ended.printed}"
        assert differences(state(home), state(whole)) == [], about
        assert leftovers(home) == []
        shutil.rmtree(home)


def differences(found: dict[str, str], expected: dict[str, str]) -> list[str]:
    names = sorted(found.keys() | expected.keys())
    return [name for name in names if found.get(name) != expected.get(name)]
