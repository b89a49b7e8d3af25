"""`make night`: the real DAGs, one after the other in one process, in the order of their assets.

Asset triggers don't fire under `DAG.test`, so the order is worked out from the same assets that
start the DAGs under the scheduler. Exit code 0: everything that arrived was loaded and published;
1: something was rejected or a gate failed (what passed is published); 2: the night could not run.
"""

import argparse
import fcntl
import json
import logging
import resource
import sys
import textwrap
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dags import airflow_home, dag_run, dates, options, walk

if TYPE_CHECKING:
    from airflow.sdk import DAG

    from dags.progress import Progress


def main(arguments: list[str] | None = None) -> int:
    """Run a night; return its exit code."""
    given = _parser().parse_args(arguments)
    home = walk.home()
    try:
        airflow_home.configure(home, logging_level="WARNING")
        again = _again(given)
        as_at = dates.reporting_date(_written(given.date))
        with alone(home):
            return _run(home, as_at, again)
    except walk.StepFailed as stopped:
        print(stopped, file=sys.stderr)
    except OSError as failed:
        print(
            f"The night could not go on: {failed}. Look at the disk of {home}, then run it again: "
            "what is done is not done twice.",
            file=sys.stderr,
        )
    except Exception as bug:
        log = home / "logs" / "night_crash.log"
        log.write_text(traceback.format_exc(), encoding="utf-8")
        print(f"The night itself broke: {type(bug).__name__}: {bug}. See {log}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make night", description="Run the night's DAGs.")
    day: dict[str, Any] = {"type": options.day, "metavar": "YYYY-MM-DD"}
    parser.add_argument(
        "--date",
        help="reporting date (default: the latest business date that lies in landing)",
        **day,
    )
    parser.add_argument(
        "--again",
        choices=["refused", "all"],
        help="load again, from the bytes kept: files with refused rows, or all; of them those of:",
    )
    parser.add_argument("--la", metavar="LA_CODE", help="one authority")
    parser.add_argument("--dataset", help="one dataset")
    parser.add_argument("--from", dest="first", help="business dates from this one on", **day)
    parser.add_argument("--to", dest="last", help="business dates up to this one", **day)
    return parser


def _again(given: argparse.Namespace) -> walk.Again | None:
    """Return the DAGs' parameter `again`; raise StepFailed where the choice makes no sense."""
    chosen = {"la_code": given.la, "dataset": given.dataset}
    chosen |= {"from": _written(given.first), "to": _written(given.last)}
    if given.again is None:
        if any(chosen.values()):
            raise walk.StepFailed("What is chosen is for --again refused or --again all.")
        return None
    if given.again == "all" and not (given.first and given.last):
        raise walk.StepFailed(
            "A backfill needs its business dates: make backfill FROM=2026-11-01 TO=2026-11-20."
        )
    if given.first and given.last and given.first > given.last:
        raise walk.StepFailed(f"There is no date from {given.first} to {given.last}: turn them.")
    options.be_known(given.la, given.dataset)
    return chosen | {"refused_only": given.again == "refused"}


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def load_dags() -> dict[str, "DAG"]:
    """Load the DAG files as Airflow does; raise StepFailed where one can't be loaded."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(airflow_home.DAGS_FOLDER)
    if bag.import_errors or not bag.dags:
        raise walk.StepFailed(
            "DAG files that don't load:\n" + "\n".join(bag.import_errors.values())
        )
    return dict(bag.dags)


def in_order(dags: dict[str, "DAG"]) -> list["DAG"]:
    """Order DAGs so that each comes after those whose tasks update the assets it is started by;
    those that are started by hand alone are no part of a night."""
    dags = {dag_id: dag for dag_id, dag in dags.items() if dag.schedule is not None}
    makers: dict[str, set[str]] = {}
    for dag in dags.values():
        for task in dag.tasks:
            for asset in task.outlets:
                makers.setdefault(asset.uri, set()).add(dag.dag_id)
    after: dict[str, set[str]] = {}
    for dag_id, dag in sorted(dags.items()):
        after[dag_id] = {m for uri in _awaited(dag.schedule) for m in makers.get(uri, ())}
    order = TopologicalSorter(after)
    order.prepare()
    found: list[DAG] = []
    while order.is_active():
        ready = sorted(order.get_ready())  # by name among equals: every night in the same order
        found += [dags[dag_id] for dag_id in ready]
        order.done(*ready)
    return found


def _awaited(schedule: object) -> set[str]:
    """Return the uris in an asset schedule such as A & (B | C); a timetable awaits none."""
    parts = getattr(schedule, "objects", ())
    own = {uri} if (uri := getattr(schedule, "uri", None)) else set()
    return own.union(*(_awaited(part) for part in parts))


def _run(home: Path, as_at: str, again: walk.Again | None) -> int:
    from dags.progress import Progress, own_console

    began = time.monotonic()
    timings: dict[str, float] = {}
    log = home / "logs" / "night.log"
    with own_console(log) as console:
        progress = Progress(console)
        progress.line(f"Night as at {as_at}, in {home}")
        with _timed(timings, "metadata"):
            if airflow_home.prepare():
                progress.line("  Airflow's metadata made ready")
        _listen(progress)
        with _timed(timings, "dag files"):
            dags = in_order(load_dags())
        failed = []
        for dag in dags:
            progress.line(dag.dag_id)
            with _timed(timings, dag.dag_id):
                conf = {"as_at": as_at} | ({"again": again} if "again" in dag.params else {})
                run = dag_run.run(dag, conf)
            if run.state != "success":
                failed.append(dag.dag_id)
                _report_not_run(run, progress)
        timings["whole"] = round(time.monotonic() - began, 2)
        peaks = {"this process": _peak_mb(resource.RUSAGE_SELF)}
        peaks["largest child (dbt)"] = _peak_mb(resource.RUSAGE_CHILDREN)
        _keep(home, {"seconds": timings, "peak_mb": peaks, "steps": progress.steps})
        progress.line()
        progress.line(_summary(home, progress.receipts))
        progress.line()
        progress.line(_verdict(failed, progress, log, timings["whole"]))
    return 1 if failed else 0


def _listen(progress: "Progress") -> None:
    from airflow.sdk.listener import get_listener_manager

    get_listener_manager().add_listener(progress)  # type: ignore[no-untyped-call]
    walk.log.setLevel(logging.INFO)
    walk.log.addHandler(progress)


def _report_not_run(run: Any, progress: "Progress") -> None:
    waiting = {ti.task_id for ti in run.get_task_instances() if ti.state == "upstream_failed"}
    if waiting:
        progress.line(f"  not run: {', '.join(sorted(waiting))}")


def _summary(home: Path, receipts: list[dict[str, Any]]) -> str:
    from publish.summary import summary

    return summary(home, receipts)


def _verdict(failed: list[str], progress: "Progress", log: Path, seconds: float) -> str:
    if not failed:
        return f"All that came is published, in {seconds:.0f} s."
    why = [textwrap.indent(failure, "  ") for failure in progress.failures]
    return "\n".join([f"NOT ALL WELL ({seconds:.0f} s). The whole log: {log}", *why])


def _keep(home: Path, measured: dict[str, Any]) -> None:
    path = home / "logs" / "night_timings.json"
    path.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _peak_mb(who: int) -> int:
    """Return the most memory that a process has held so far, in MB (Linux counts in kB)."""
    return resource.getrusage(who).ru_maxrss // 1024


@contextmanager
def _timed(timings: dict[str, float], name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    timings[name] = round(time.monotonic() - began, 2)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the home for this night; a second one at the same time is turned away."""
    with (home / "airflow" / "night.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise walk.StepFailed(f"Another night is running in {home}: wait for it.") from None
        yield


if __name__ == "__main__":
    sys.exit(main())
