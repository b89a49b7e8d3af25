"""Airflow's services on this machine: the API server starts first, and all end together.

`send airflow` runs this as `python -m commands.airflow.services`, after it has set the environment.
Their log servers do not run: they listen on all addresses, and every log is a file of this machine.
"""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from types import FrameType

from steps.reporting import StepFailed

API_SERVER = "api-server"
CHECKED_EVERY = 0.5  # seconds
SECONDS_TO_ANSWER = 600  # of the API server, on a busy machine
# A task that runs may end, and the API server after it; systemd kills what is left after 300.
SECONDS_TO_END, SECONDS_OF_THE_API_SERVER = 240, 30


def commands(executor: str) -> dict[str, tuple[str, ...]]:
    """The command of each service, by its name; Celery's tasks have two workers. Only one of them
    opens the warehouse, with one task at a time."""
    found = {
        API_SERVER: ("api-server", "--workers", "1"),
        "scheduler": ("scheduler", "--skip-serve-logs"),
        "dag-processor": ("dag-processor",),
        "triggerer": ("triggerer", "--skip-serve-logs"),
    }
    if executor == "CeleryExecutor":
        found |= {"worker": _worker("default", 2), "warehouse-worker": _worker("warehouse", 1)}
    return found


def _worker(queue: str, slots: int) -> tuple[str, ...]:
    pid = f"{os.environ['AIRFLOW_HOME']}/worker-{queue}.pid"
    of_queue = ("--queues", queue, "--concurrency", str(slots), "--celery-hostname", f"{queue}@%h")
    return ("celery", "worker", *of_queue, "--pid", pid, "--skip-serve-logs")


def main() -> int:
    """Run the services until this process is told to end, or until one of them ends.

    Returns 0 where it was told to; 1 where a service ended by itself, so that whoever runs this
    process (systemd) starts all of them again; 2 where none can start.
    """
    from airflow.configuration import conf, write_default_airflow_configuration_if_needed

    told = _told_to_end()
    # Before the processes start: each would make up keys of its own, and the triggerer could not
    # read what the scheduler has encrypted for it.
    write_default_airflow_configuration_if_needed()
    url = conf.get("api", "base_url")
    if why := _why_none_starts(url):
        print(why, file=sys.stderr)  # noqa: T201
        return 2
    own = commands(conf.get("core", "executor"))
    started = {API_SERVER: _start(own.pop(API_SERVER))}
    _run(started, own, told, url)
    ended = [
        f"{name} ({each.returncode})" for name, each in started.items() if each.poll() is not None
    ]
    # The API server ends last: a task that still runs reports to it.
    api_server = started.pop(API_SERVER)
    end(list(started.values()))
    end([api_server], SECONDS_OF_THE_API_SERVER)
    if told:
        return 0
    why = (
        f"these services ended: {', '.join(ended)}"
        if ended
        else f"its API server did not answer at {url} within {SECONDS_TO_ANSWER} seconds"
    )
    print(f"Airflow ends, because {why}.", file=sys.stderr)  # noqa: T201
    return 1


def _told_to_end() -> list[int]:
    """The signals to end that this process has had; the list grows as they come."""
    told: list[int] = []

    def tell(number: int, _: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    return told


def _why_none_starts(url: str) -> str | None:
    """The reason why no service can start; None where they can. Makes the user `admin`."""
    from commands.airflow import users

    if answers(url):
        return f"Airflow runs already at {url}. End it first."
    try:
        users.make_admin()
    except StepFailed as failed:
        return str(failed)
    return None


def _run(
    started: "dict[str, subprocess.Popen[bytes]]",
    own: dict[str, tuple[str, ...]],
    told: Sequence[int],
    url: str,
) -> None:
    """Start the other services once the API server answers. Returns where this process is told to
    end, where one of the services has ended, and where the API server does not answer in time."""

    def all_run() -> bool:
        return not told and all(each.poll() is None for each in started.values())

    until = time.monotonic() + SECONDS_TO_ANSWER
    while all_run() and not (answered := answers(url)) and time.monotonic() < until:
        time.sleep(CHECKED_EVERY)
    if all_run() and answered:
        started |= {name: _start(command) for name, command in own.items()}
        while all_run():
            time.sleep(CHECKED_EVERY)


def _start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["airflow", *command], start_new_session=True)


def answers(url: str) -> bool:
    """Whether the API server answers. A task that starts before it does fails."""
    try:
        with urllib.request.urlopen(f"{url}/api/v2/version", timeout=5):  # noqa: S310 - of settings
            return True
    except (OSError, http.client.HTTPException):  # another program may have the port
        return False


def end(started: Sequence[subprocess.Popen[bytes]], seconds: float = SECONDS_TO_END) -> None:
    """End processes, each with its children; kill those that are there after `seconds`, and the
    children of one that was killed."""
    # Airflow's services tell their children themselves, and Celery takes a second signal for the
    # order to end at once, so only the first process of each group is told.
    for each in started:
        if each.poll() is None:
            each.terminate()
    until = time.monotonic() + seconds
    for each in started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            each.wait(max(0.0, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):  # all of the group have ended
            os.killpg(each.pid, signal.SIGKILL)
        each.wait()


if __name__ == "__main__":
    sys.exit(main())
