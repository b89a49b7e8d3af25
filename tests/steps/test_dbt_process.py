"""A dbt that was killed, or found the warehouse locked, is started once more."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from steps.dbt import process
from steps.reporting import StepFailed

KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
LOCKED = "import sys; print('IO Error: Could not set lock on file', file=sys.stderr); sys.exit(1)"
WRONG = "import sys; print('a model failed'); sys.exit(1)"


@pytest.fixture
def dbt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a dbt whose attempts do these things; return its end and how often it was started."""

    def run(*attempts: str) -> tuple[subprocess.CompletedProcess[str], int]:
        started = tmp_path / "started"
        for number, attempt in enumerate(attempts):
            (tmp_path / f"{number}.py").write_text(attempt)
        program = tmp_path / "program.py"
        program.write_text(
            "import pathlib, runpy\n"
            f"started = pathlib.Path({str(started)!r})\n"
            "number = len(started.read_text()) if started.exists() else 0\n"
            "started.write_text('x' * (number + 1))\n"
            f"runpy.run_path({str(tmp_path)!r} + f'/{{number}}.py')\n"
        )
        monkeypatch.setattr(process, "PROGRAM", program)
        try:
            return process.run([], {}, tmp_path), len(started.read_text())
        except StepFailed:
            assert len(started.read_text()) == len(attempts)
            raise

    return run


@pytest.mark.parametrize("first", [KILLED, LOCKED])
def test_a_killed_or_refused_dbt_is_started_once_more(dbt, first: str) -> None:
    ended, started = dbt(first, "print('done')")
    assert (ended.stdout, started) == ("done\n", 2)


def test_a_failed_model_is_not_tried_again(dbt) -> None:
    ended, started = dbt(WRONG)
    assert (ended.returncode, started) == (1, 1)


def test_killed_twice_names_the_signal(dbt) -> None:
    with pytest.raises(StepFailed, match="killed by signal SIGKILL, twice"):
        dbt(KILLED, KILLED)


def test_a_dbt_that_does_not_end_is_stopped(dbt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LIMIT", timedelta(seconds=1))
    with pytest.raises(StepFailed, match="did not end within 0:00:01"):
        dbt("import time; time.sleep(600)")


NOTE = """
import sys
from dbt_common.events.base_types import EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.logger import LoggerConfig
from dbt_common.events.types import Note
from steps.dbt import program
program.lighten()
events, note = EventManager(), Note(msg="a note")
log = dict(name="log", use_colors=False, output_stream=sys.stdout)
events.add_logger(LoggerConfig(level=EventLevel.{log}, **log))
for _ in range(2):
    events.fire_event(note, EventLevel.{event})
print("_composed" in note.__dict__, note.message(), note.message())
"""


@pytest.mark.parametrize(
    ("log", "event", "is_written"),
    [("INFO", "DEBUG", False), ("INFO", "INFO", True), ("DEBUG", "DEBUG", True)],
)
def test_dbt_composes_a_message_only_where_a_log_has_it(
    log: str, event: str, is_written: bool
) -> None:
    command = [sys.executable, "-c", NOTE.format(log=log, event=event)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.count("a note\n") == 1 + 2 * is_written
    assert printed.endswith(f"{is_written} a note a note\n")


MACROS = """
import json
from dbt.context.macros import MacroNamespace
of = ({"a": 1}, {"a": 2, "b": 3}, {"a": 4, "c": 5, "p": 6}, {"p": {"a": 7}})
def found():
    names = MacroNamespace(*of)
    return {name: names[name] for name in names}, len(names), "none" in names, names.get("none")
by_dbt = found()
from steps.dbt import program
program.lighten()
print(json.dumps([found() == by_dbt, by_dbt[0]]))
"""


def test_dbt_finds_the_same_macros() -> None:
    """Of a name in several packages it takes the model's own, the project's, then dbt's."""
    command = [sys.executable, "-c", MACROS]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    is_same, macros = json.loads(printed)
    assert is_same
    internal = {"a": 4, "c": 5, "p": 6}
    assert macros == {"a": 2, "b": 3, "c": 5, "p": {"a": 7}, "dbt": internal}
