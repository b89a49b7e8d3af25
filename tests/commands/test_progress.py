"""The console shows what each step reports, and the log the rest."""

import io
import logging
from types import SimpleNamespace

from commands.faults import explain
from commands.night.progress import MOST_RESULTS, Progress
from ingest.errors import DiskFailed


def shown(*reported: str) -> list[str]:
    """The console's lines for a task that reports these texts and succeeds."""
    console = io.StringIO()
    progress = Progress(console)
    for text in reported:
        progress.emit(logging.makeLogRecord({"msg": text}))
    task = SimpleNamespace(dag_id="build_marts", task_id="gate", rendered_map_index=None)
    progress.on_task_instance_success(task)
    return console.getvalue().splitlines()


def test_a_step_shows_the_first_line_of_each_of_its_results():
    [first, second, third] = shown("3 tests\nnot shown", "late: 5 rows (990: 5)", "early: 1 row")
    assert first.startswith("  gate ")
    assert first.endswith(" s  3 tests")
    assert (second, third) == ("    late: 5 rows (990: 5)", "    early: 1 row")


def test_a_step_with_many_results_names_the_log():
    lines = shown("many", *(f"finding {n}" for n in range(MOST_RESULTS + 3)))
    assert lines[-2:] == [f"    finding {MOST_RESULTS - 1}", "    and 3 more lines in the log"]


def test_a_step_without_a_result_is_one_line():
    [line] = shown()
    assert line.strip().startswith("gate")


def test_a_disk_that_refuses_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setenv("SEND_HOME", "/srv/send")
    assert explain(OSError(28, "No space left on device")) == (
        "[Errno 28] No space left on device. Look at the disk of /srv/send, then run the command "
        "again."
    )
    assert explain(DiskFailed("Free space on its disk.")) == "Free space on its disk."
