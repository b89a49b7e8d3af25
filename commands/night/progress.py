"""The lines of a night on the console: one for each step or file, as it ends."""

import logging
import time
from typing import Any, TextIO

from airflow.listeners import hookimpl
from airflow.sdk.exceptions import AirflowFailException

from commands.faults import explain
from ingest.receipt import Receipt
from steps.reporting import ConsoleFile

# tasks that are about files which `load` has shown already
SHOWN_BEFORE = {"rejected", "rejected_file"}
REJECTED = "REJECTED, why is at the end"
MOST_RESULTS = 20  # of one step, below its line


class Progress(logging.Handler):
    """Listens to Airflow for the tasks and to `steps.reporting.report` for their results.

    Keeps the receipts of the loaded files, the reasons of failures and the seconds of
    each step.
    """

    def __init__(self, console: TextIO) -> None:
        super().__init__(logging.INFO)
        self.receipts: list[Receipt] = []
        self.failures: list[str] = []
        self.steps: list[dict[str, Any]] = []
        self._console = console
        self._reported: list[str] = []  # by the task that runs now
        self._files = 0  # loaded by the task that runs now
        self._began = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        loaded: ConsoleFile | None = getattr(record, "loaded", None)
        if record.exc_info:
            return  # a traceback is for the log
        if loaded:
            self._file_loaded(loaded, record.getMessage())
        else:
            self._reported.append(record.getMessage())

    def line(self, text: str = "") -> None:
        print(text, file=self._console, flush=True)

    @hookimpl
    def on_task_instance_running(self) -> None:
        self._reported.clear()
        self._files = 0
        self._began = time.monotonic()

    @hookimpl
    def on_task_instance_success(self, task_instance: Any) -> None:
        self._task_ended(task_instance, "success")

    @hookimpl
    def on_task_instance_failed(self, task_instance: Any, error: Any) -> None:
        why = explain(error)
        retried = task_instance.state == "up_for_retry"
        if retried:
            self._reported = [f"to be tried again: {why}"]
        elif not self._reported and not isinstance(error, AirflowFailException):
            self._reported = [f"FAILED {why}"]  # a rejected file has been reported already
        if not retried and not task_instance.rendered_map_index:
            self.failures.append(f"{task_instance.dag_id} {task_instance.task_id}: {why}")
        self._task_ended(task_instance, "up for retry" if retried else "failed")

    def _file_loaded(self, loaded: ConsoleFile, result: str) -> None:
        """Show a file as soon as its receipt is written."""
        self.receipts.append(loaded.receipt)
        seconds = self._seconds()
        self.steps.append(
            {"file": loaded.receipt.file_path, "state": loaded.receipt.outcome, "seconds": seconds}
        )
        self._show(loaded.label, seconds, REJECTED if loaded.receipt.is_rejected else result)
        self._files += 1
        self._began = time.monotonic()

    def _task_ended(self, task_instance: Any, state: str) -> None:
        seconds = self._seconds()
        self.steps.append(
            {
                "dag": task_instance.dag_id,
                "task": task_instance.task_id,
                "of": task_instance.rendered_map_index,
                "state": state,
                "seconds": seconds,
            }
        )
        if not self._reported and (self._files or task_instance.task_id in SHOWN_BEFORE):
            return  # its files have been shown, or there is nothing to show
        name = task_instance.rendered_map_index or task_instance.task_id.replace("_", " ")
        self._show(name, seconds, *self._reported)

    def _seconds(self) -> float:
        return round(time.monotonic() - self._began, 2)

    def _show(self, name: str, seconds: float, *results: str) -> None:
        """Show a step with the first line of each of its results; the log has them whole."""
        shown = [each.splitlines()[0] for each in results if each]
        self.line(f"  {name:<44} {seconds:6.1f} s  {shown[0] if shown else ''}".rstrip())
        for more in shown[1 : 1 + MOST_RESULTS]:
            self.line(f"    {more}")
        if len(shown) > 1 + MOST_RESULTS:
            self.line(f"    and {len(shown) - 1 - MOST_RESULTS:,} more lines in the log")
