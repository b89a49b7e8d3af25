"""How a step reports to the person on call: a line in the log, or StepFailed.

Under Airflow the line is in the task's log; `send night` shows it on the console.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from send_home import location

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from ingest.receipt import Receipt

log = logging.getLogger("send")


class StepFailed(Exception):
    """A step that cannot go on. The message has what was found, what was expected, what to do."""


@dataclass(frozen=True)
class ConsoleFile:
    """What the console shows of one loaded file."""

    label: str  # authority · dataset · business date
    receipt: "Receipt"


def home() -> Path:
    """Return $SEND_HOME as an absolute path."""
    return location.home()


def report(message: str, loaded: ConsoleFile | None = None) -> None:
    """Report the result of a step in one line; `loaded` is the file that it is about, if any."""
    log.info(message, extra={"loaded": loaded})


def count(number: int, noun: str) -> str:
    """Write a number with its noun: 1 file, 2,000 files."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
