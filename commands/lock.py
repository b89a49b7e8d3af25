"""One command at a time changes a home; under Airflow the warehouse's pool does the same."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from steps.reporting import StepFailed


@contextmanager
def exclusive(home: Path) -> Iterator[None]:
    """Hold a home until the block ends; raise StepFailed where another process holds it."""
    with (home / "airflow" / "night.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StepFailed(f"Another night is running in {home}: wait for it.") from None
        yield
