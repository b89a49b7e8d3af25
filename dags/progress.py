"""What the console shows while the night runs: one line per step or file, as each ends."""

import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from airflow.listeners import hookimpl
from airflow.sdk.exceptions import AirflowFailException

# the errors that these raise are written for the person on call
OUR_ROOMS = {"dags", "ingest", "expectations", "publish"}


class Progress(logging.Handler):
    """Listens to Airflow for the steps and to `walk.say` for what they say.

    Keeps the receipts said on the way, why steps failed and the seconds of each.
    """

    def __init__(self, console: TextIO) -> None:
        super().__init__(logging.INFO)
        self.receipts: list[dict[str, Any]] = []
        self.failures: list[str] = []
        self.steps: list[dict[str, Any]] = []
        self._console = console
        self._said: list[str] = []
        self._files = 0  # reported by the step that runs now
        self._began = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        facts = getattr(record, "facts", {})
        if "receipt" in facts:
            self._loaded(facts["receipt"], record.getMessage())
        else:
            self._said.append(record.getMessage())

    def _loaded(self, receipt: dict[str, Any], outcome: str) -> None:
        """Report a file as soon as its receipt is written."""
        self.receipts.append(receipt)
        parts = (receipt["la_code"], receipt["release_file"] or receipt["dataset"] or "?")
        name = " · ".join([*parts, receipt["business_date"] or receipt["file_path"]])
        seconds = round(time.monotonic() - self._began, 2)
        self.steps.append(
            {"file": receipt["file_path"], "state": receipt["outcome"], "seconds": seconds}
        )
        self._report(name, seconds, outcome)
        self._files += 1
        self._began = time.monotonic()

    def line(self, text: str = "") -> None:
        print(text, file=self._console, flush=True)

    @hookimpl
    def on_task_instance_running(self) -> None:
        self._said.clear()
        self._files = 0
        self._began = time.monotonic()

    @hookimpl
    def on_task_instance_success(self, task_instance: Any) -> None:
        self._ended(task_instance, "success")

    @hookimpl
    def on_task_instance_failed(self, task_instance: Any, error: Any) -> None:
        words = in_words(error)
        again = task_instance.state == "up_for_retry"
        if again:
            self._said = [f"to be tried again: {words}"]
        elif not self._said and not isinstance(error, AirflowFailException):
            self._said = [f"FAILED {words}"]  # a rejected file has been reported already
        if not again and not task_instance.rendered_map_index:
            self.failures.append(f"{task_instance.dag_id} {task_instance.task_id}: {words}")
        self._ended(task_instance, "up for retry" if again else "failed")

    def _ended(self, task_instance: Any, state: str) -> None:
        seconds = round(time.monotonic() - self._began, 2)
        name = task_instance.rendered_map_index or task_instance.task_id.replace("_", " ")
        self.steps.append(
            {
                "dag": task_instance.dag_id,
                "task": task_instance.task_id,
                "of": task_instance.rendered_map_index,
                "state": state,
                "seconds": seconds,
            }
        )
        if not self._said and (self._files or task_instance.task_id.endswith(".series")):
            return  # its files have been reported, or there is nothing to say
        self._report(name, seconds, self._said[0] if self._said else "")

    def _report(self, name: str, seconds: float, outcome: str) -> None:
        first = outcome.splitlines()[0] if outcome else ""
        self.line(f"  {name:<44} {seconds:6.1f} s  {first}".rstrip())


def in_words(error: Any) -> str:
    """Say why a step failed. A fault of the code is named by its place: its text may hold data."""
    meant_for_people = type(error).__module__.partition(".")[0] in OUR_ROOMS
    if meant_for_people or not isinstance(error, BaseException) or isinstance(error, OSError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "site-packages" not in f.filename] or frames[-1:]
    place = f" at {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"a fault in the code, {type(error).__name__}{place}; see the log"


@contextmanager
def own_console(log: Path) -> Iterator[TextIO]:
    """Keep the console for our own lines: all else that is printed goes to the log.

    By file descriptor, so that it holds for the libraries' own handlers, progress bars and
    subprocesses too. The log is its owner's alone.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    kept = {number: os.dup(number) for number in (1, 2)}
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        for number in kept:
            os.dup2(target, number)
        with os.fdopen(os.dup(kept[1]), "w", encoding="utf-8") as console:
            yield console
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, original in kept.items():
            os.dup2(original, number)
            os.close(original)
        os.close(target)
