"""One run of one DAG in this process, by `DAG.test`."""

import functools
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from airflow.sdk import DAG


def run(dag: "DAG", conf: dict[str, Any]) -> Any:
    """Run a DAG to its end; return the DAG run."""
    with _no_sleep_in(type(dag).test.__code__):
        return dag.test(logical_date=None, run_conf=conf)


@contextmanager
def parsed_once() -> Iterator[None]:
    """Let all runs of a process share the DAG files that the first run parses and writes to the
    metadata. DAG.test (3.3.2) does both before each run, for the sake of files that have changed
    since; it takes about a second for all DAGs. And let the schema of each parameter be checked
    once: Airflow checks it whenever it reads the parameter, a thousand times in a night."""
    from airflow.dag_processing import dagbag
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    checked = staticmethod(_checked_once(Draft202012Validator.check_schema))
    with (
        patch.object(dagbag, "BundleDagBag", functools.cache(dagbag.BundleDagBag)),
        patch.object(dagbag, "sync_bag_to_db", functools.cache(dagbag.sync_bag_to_db)),
        patch.object(Draft202012Validator, "check_schema", checked),
    ):
        yield


def _checked_once(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """A check of a JSON schema that does nothing for one that it has found right before."""
    right: set[str] = set()

    def check_schema(schema: Any) -> None:
        text = repr(schema)
        if text not in right:
            check(schema)
            right.add(text)

    return check_schema


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
