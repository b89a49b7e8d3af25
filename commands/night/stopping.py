"""Ends a night at SIGTERM and at Ctrl-C.

Airflow's task runner takes SIGTERM for itself and does nothing at it, and counts an interrupt as a
failed task, after which the night would go on (3.3.2)."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO
from unittest.mock import patch

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def at_signals(console: TextIO) -> Iterator[None]:
    """Let the signals end this process, with a line on the console, whatever handler a library sets
    in between. A signal that this process ignores stays ignored."""
    set_handler = signal.signal
    before = {number: signal.getsignal(number) for number in SIGNALS}
    ours = {number for number, handler in before.items() if handler != signal.SIG_IGN}

    def stop(number: int, frame: object) -> None:  # noqa: ARG001
        line = (
            f"Stopped by {signal.Signals(number).name}. Readers keep the last publication. Nothing "
            "needs cleaning up: run the same command again.\n"
        )
        with suppress(OSError):  # the console may be gone
            os.write(console.fileno(), line.encode())
        set_handler(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def leave_ours(number: int, handler: Any) -> Any:
        """Take the place of signal.signal, so that no library replaces our handlers."""
        return signal.getsignal(number) if number in ours else set_handler(number, handler)

    for number in ours:
        set_handler(number, stop)
    try:
        with patch.object(signal, "signal", leave_ours):
            yield
    finally:
        for number in ours:
            set_handler(number, before[number])
