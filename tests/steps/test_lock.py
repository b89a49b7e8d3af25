"""One process at a time writes into a home, whoever it is; a second one names the first."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from steps import lock
from steps.reporting import StepFailed

HOLD = """
import subprocess, sys
from pathlib import Path
from steps import lock
home = Path(sys.argv[1])
with getattr(lock, sys.argv[2])(home):
    child = None
    if len(sys.argv) > 3:  # as dbt is started
        command = [sys.executable, "-c", "import sys; print('held', flush=True); sys.stdin.read()"]
        child = subprocess.Popen(command, pass_fds=lock.descriptors(home))
        child.wait()
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def hold(tmp_path: Path):
    """Start a process that holds the home until its input is closed."""
    started: list[subprocess.Popen[str]] = []

    def start(how: str, *more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLD, str(tmp_path), how, *more]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.stdin.close()
        process.wait()


def test_a_second_process_names_the_first(tmp_path: Path, hold) -> None:
    first = hold("alone")
    with pytest.raises(StepFailed) as refused, lock.alone(tmp_path):
        pass
    [holder] = lock.holders(tmp_path)
    assert holder.pid == first.pid
    assert f"process {first.pid} on {os.uname().nodename} since " in str(refused.value)
    assert "alone" in str(refused.value)  # its command line
    with pytest.raises(StepFailed), lock.beside_loads(tmp_path):
        pass


def test_who_waits_names_for_whom_and_for_how_long(tmp_path: Path, hold, caplog) -> None:
    first = hold("alone")
    with pytest.raises(StepFailed), lock.alone(tmp_path, wait=2):
        pass
    [line] = caplog.messages
    assert line.startswith(f"waiting for process {first.pid} on ")
    assert line.endswith("; at most 0:00:02 (hours:minutes:seconds)")


def test_loads_run_beside_each_other_and_keep_a_build_out(tmp_path: Path, hold) -> None:
    loads = {hold("beside_loads").pid, hold("beside_loads").pid}
    with lock.beside_loads(tmp_path):
        assert {each.pid for each in lock.holders(tmp_path)} == {*loads, os.getpid()}
    with pytest.raises(StepFailed) as refused, lock.alone(tmp_path):
        pass
    assert all(f"process {pid} on" in str(refused.value) for pid in loads)


def test_a_killed_process_holds_nothing(tmp_path: Path, hold) -> None:
    hold("alone").send_signal(signal.SIGKILL)
    with lock.alone(tmp_path, wait=60):
        assert [each.pid for each in lock.holders(tmp_path)] == [os.getpid()]
    assert lock.holders(tmp_path) == []


def test_the_lock_lasts_while_a_killed_process_has_dbt_running(tmp_path: Path, hold) -> None:
    killed = hold("alone", "with a child")
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    ended = "it has ended, but not a process that it started"
    with pytest.raises(StepFailed, match=ended), lock.alone(tmp_path):
        pass


def test_a_process_that_holds_the_home_takes_nothing_more(tmp_path: Path) -> None:
    with lock.alone(tmp_path), lock.beside_loads(tmp_path), lock.alone(tmp_path):
        assert len(lock.holders(tmp_path)) == 1
    with lock.alone(tmp_path):
        pass


def test_a_process_that_loads_does_not_get_the_home_alone(tmp_path: Path, hold) -> None:
    """Other processes may be loading: to go on would be to write beside them."""
    with lock.beside_loads(tmp_path):
        with lock.beside_loads(tmp_path):
            pass
        hold("beside_loads")
        with pytest.raises(RuntimeError, match="beside_loads"), lock.alone(tmp_path):
            pytest.fail("it was given the home alone")
        assert lock.descriptors(tmp_path)


def test_a_task_of_airflow_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process has the command line of Airflow, which says nothing about it."""
    monkeypatch.setenv("AIRFLOW_CTX_DAG_ID", "build_marts")
    monkeypatch.setenv("AIRFLOW_CTX_TASK_ID", "build")
    with lock.alone(tmp_path):
        [holder] = lock.holders(tmp_path)
    assert "task build_marts.build" in str(holder)
