"""The console during a night: it shows this project's lines, and the log has everything else."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def only_own_lines(log: Path) -> Iterator[TextIO]:
    """Return the console to write on; whatever else is printed goes to the log.

    It redirects the file descriptors, so that it holds for the libraries' own handlers, progress
    bars and subprocesses too. Only its owner can read the log.
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
