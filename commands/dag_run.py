"""One run of one DAG in this process, by `DAG.test`."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from airflow.sdk import DAG


def run(dag: "DAG", conf: dict[str, Any]) -> Any:
    """Run a DAG to its end; return the DAG run."""
    dag.deadline = None  # nothing watches it here, and DAG.test (3.3.2) fails over it
    with _no_sleep_in(type(dag).test.__code__):
        return dag.test(logical_date=None, run_conf=conf)


@contextmanager
def _no_sleep_in(code: CodeType) -> Iterator[None]:
    """Let one function continue at once where it calls time.sleep.

    DAG.test (3.3.2) sleeps for a second after each pass over the tasks that starts none, so that
    another process can finish one. Here there is no other process: such a pass has only marked
    tasks as skipped. A night has about a dozen of them.
    """
    sleep = time.sleep

    def sleep_elsewhere(seconds: float) -> None:
        if sys._getframe(1).f_code is not code:
            sleep(seconds)

    with patch.object(time, "sleep", sleep_elsewhere):
        yield
