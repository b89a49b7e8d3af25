"""Runs the real DAGs one after the other in this process, in the order of their assets.

`DAG.test` starts no DAG when an asset is updated, so the order is worked out from the same assets
that start the DAGs under the scheduler.
"""

import json
import logging
import resource
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.airflow import configuration, metadata
from commands.collect import collect_all
from commands.night import dag_run, stopping
from steps import (
    choice,
    dates,
    heal,
    lock,
    pseudonym_key,
    reporting,
    settings,
    sources,
    verification,
)
from steps.sources import SETTLE_SECONDS

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun
    from airflow.sdk import DAG

    from commands.night.progress import Progress
    from ingest.receipt import Receipt
    from ingest.reload_request import ReloadRequest
    from publish.oncall.summary import FileCounts

Seconds = dict[str, float]
MOST_SHOWN = 3  # files that wait for a later night


def run(
    day: date | None = None,
    reload: "ReloadRequest | None" = None,
    settle_seconds: float = SETTLE_SECONDS,
) -> int:
    """Run a night as at a day (default: the latest business date in landing, up to today). A file
    without marker is taken where it has been unchanged for `settle_seconds`.

    Returns 0 where everything that arrived was loaded and published, 1 where something was rejected
    or a gate failed, 2 where nothing has ever been published. Raises StepFailed where the night
    cannot run, which is also where no file has ever come, and OSError.
    """
    home = reporting.home()
    configuration.configure(home, logging_level="WARNING", metadata=configuration.OF_THE_NIGHT)
    if reload:
        choice.check(reload)
    with lock.alone(home):
        lines = heal.before_a_night(home / configuration.OF_THE_NIGHT / "airflow.db")
        pseudonym_key.require_that_of_raw(home)
        if not reload:
            collect_all(day, None, settle_seconds, lines.append)
        as_at = dates.reporting_date(day.isoformat() if day else None)
        dates.require_a_file()
        return _run(home, as_at, lines, reload, settle_seconds)


def _run(
    home: Path, as_at: str, lines: list[str], reload: "ReloadRequest | None", settle_seconds: float
) -> int:
    from commands.night.console import only_own_lines
    from commands.night.progress import Progress

    seconds: Seconds = {}
    log = home / "logs" / "night.log"
    with only_own_lines(log) as console, stopping.at_signals(console):
        progress = Progress(console)
        progress.line(f"Night as at {as_at}, in {home}")
        verified = verification.weekly(progress.line)
        for line in [*lines, *verified.mended, *verified.left, *settings.problems()]:
            progress.line(f"  {line}")
        with _timed(seconds, "whole"):
            dags = _prepare(progress, seconds)
            conf = _conf(as_at, reload, settle_seconds)
            with dag_run.parsed_once():
                failed = _run_dags(dags, conf, progress, seconds)
        failed += verified.left
        progress.failures += verified.left
        result = _result(failed, progress, log, seconds, _left_waiting(home, as_at))
        for text in ("", _summary(home, progress), "", result):
            progress.line(text)
        _keep_measures(home, seconds, progress)  # last: on a full disk it fails
    return _exit_code(home, failed)


def _exit_code(home: Path, failed: list[str]) -> int:
    if not failed:
        return 0
    return 1 if (home / "published").exists() else 2  # 1 says that the rest is published


def _prepare(progress: "Progress", seconds: Seconds) -> list["DAG"]:
    """Prepare Airflow's metadata, listen to its tasks and return the night's DAGs."""
    from commands.night.dag_order import in_order, load_dags

    with _timed(seconds, "metadata"):
        if metadata.prepare():
            progress.line("  Airflow's metadata made ready")
    _listen(progress)
    with _timed(seconds, "dag files"):
        return in_order(load_dags())


def _listen(progress: "Progress") -> None:
    from airflow.sdk.listener import get_listener_manager

    get_listener_manager().add_listener(progress)  # type: ignore[no-untyped-call]
    reporting.log.setLevel(logging.INFO)
    reporting.log.addHandler(progress)


def _conf(as_at: str, reload: "ReloadRequest | None", settle_seconds: float) -> dict[str, Any]:
    """The parameters of the night; a DAG gets those that it has."""
    chosen = reload and reload.to_json()
    return {
        "as_at": as_at,
        "reload": chosen,
        "settle_seconds": settle_seconds,
        "collect": False,  # it is done before the reporting date is known
    }


def _run_dags(
    dags: list["DAG"], conf: dict[str, Any], progress: "Progress", seconds: Seconds
) -> list[str]:
    """Run the DAGs one after the other; return those that failed. As under the scheduler, one that
    awaits an asset does not start where the task that updates the asset failed."""
    from commands.night import dag_order

    failed: list[str] = []
    not_updated: dict[str, str] = {}  # the DAG that did not update an asset, by uri
    for dag in dags:
        progress.line(dag.dag_id)
        if lacking := dag_order.awaited(dag.schedule) & not_updated.keys():
            named = ", ".join(sorted({not_updated[uri] for uri in lacking}))
            progress.line(f"  not run: {named} handed nothing over")
            failed.append(dag.dag_id)
            continue
        with _timed(seconds, dag.dag_id):
            run = dag_run.run(dag, {name: conf[name] for name in conf if name in dag.params})
        if run.state != "success":
            failed.append(dag.dag_id)
            _show_not_run(run, progress)
        not_updated |= dict.fromkeys(dag_order.not_updated(run, dag), dag.dag_id)
    return failed


def _show_not_run(run: "DagRun", progress: "Progress") -> None:
    waiting = {ti.task_id for ti in run.get_task_instances() if ti.state == "upstream_failed"}
    if waiting:
        progress.line(f"  not run: {', '.join(sorted(waiting))}")


def _summary(home: Path, progress: "Progress") -> str:
    from ingest.register import receipts
    from publish.oncall.summary import summary

    loaded = progress.receipts
    replaced = receipts.superseded_among(home, [each.load_id for each in loaded])
    return summary(home, [_counted(each, each.load_id in replaced) for each in loaded])


def _counted(receipt: "Receipt", is_superseded: bool) -> "FileCounts":
    """What the summary counts of a file; the rows of a superseded one do not count as accepted."""
    from publish.oncall.summary import FileCounts

    return FileCounts(
        receipt.la_code,
        "superseded" if is_superseded else receipt.outcome,
        receipt.rows_read,
        0 if is_superseded else receipt.rows_accepted,
        receipt.rows_quarantined,
        receipt.rows_duplicate,
        receipt.rows_accepted if is_superseded else 0,
    )


def _result(
    failed: list[str], progress: "Progress", log: Path, seconds: Seconds, waiting: list[str]
) -> str:
    from steps.outcome import rejection

    failures = "\n".join(progress.failures)
    rejected = map(rejection, sources.unreplaced(e for e in progress.receipts if e.is_rejected))
    more = [each for each in rejected if each not in failures]  # of files that have left landing
    if not failed:
        files = "All files that arrived" if not waiting else "All other files that arrived"
        return "\n".join([f"{files} are published, in {seconds['whole']:.0f} s.", *waiting, *more])
    why = [textwrap.indent(failure, "  ") for failure in [*progress.failures, *waiting, *more]]
    return "\n".join([f"NOT ALL WELL ({seconds['whole']:.0f} s). The whole log: {log}", *why])


def _left_waiting(home: Path, as_at: str) -> list[str]:
    """A line for the files dated after the night, which it has not loaded; none without any."""
    from ingest import contract_files
    from ingest.arrive import register_arrivals

    day = date.fromisoformat(as_at)
    files = [
        file
        for source in contract_files.sources()
        for file in register_arrivals.waiting(
            home, source, day, register_arrivals.new_files(home, source)
        )
    ]
    if not files:
        return []
    shown = ", ".join(files[:MOST_SHOWN]) + (" …" if len(files) > MOST_SHOWN else "")
    what = reporting.count(len(files), "file")
    return [f"Not loaded: {what} of a date after {as_at}, for `send night --date`: {shown}"]


def _keep_measures(home: Path, seconds: Seconds, progress: "Progress") -> None:
    peaks = {
        "this process": _peak_mb(resource.RUSAGE_SELF),
        "largest child (dbt)": _peak_mb(resource.RUSAGE_CHILDREN),
    }
    measured = {"seconds": seconds, "peak_mb": peaks, "steps": progress.steps}
    path = home / "logs" / "night_timings.json"
    path.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _peak_mb(who: int) -> int:
    """Return the most memory that a process has held so far, in MB (Linux counts in kB)."""
    return resource.getrusage(who).ru_maxrss // 1024


@contextmanager
def _timed(seconds: Seconds, name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    seconds[name] = round(time.monotonic() - began, 2)
