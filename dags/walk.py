"""The steps as the DAGs call them: plain functions over the other rooms, runnable without Airflow.

Each imports what it needs inside itself, for the scheduler reads the DAG files every half minute.
What a step `say`s is one line: in Airflow it lands in the task's log, in `make night` on the
console.
"""

import logging
import os
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

Arrival = dict[str, Any]  # load_id, la_code, source, dataset, business_date, file_path, wave
Receipt = dict[str, Any]  # as in receipts/<la_code>/<load_id>.json

log = logging.getLogger("send")


class StepFailed(Exception):
    """A step that must not go on; the message is for the person on call, no traceback needed."""


def home() -> Path:
    """Return $SEND_HOME as an absolute path (default: data/ in the repository)."""
    default = Path(__file__).resolve().parent.parent / "data"
    return Path(os.environ.get("SEND_HOME") or default).resolve()


def say(message: str, **facts: Any) -> None:
    """Report a step's outcome in one line; `facts` travel with it to whoever listens."""
    log.info(message, extra={"facts": facts})


def take_in(source: str, as_at: str | None) -> list[Arrival]:
    """Take in what has arrived whole for a source; return the files to load, first wave first."""
    from ingest import arrivals

    taken = arrivals.take_in(home(), source, date.fromisoformat(as_at) if as_at else None)
    say(count(len(taken), "file") + " to load" if taken else "nothing new")
    return taken


def in_series(arrivals: Iterable[Arrival]) -> list[list[Arrival]]:
    """Group files by authority, dataset and, in a release, file; each group by business date."""

    def group(arrival: Arrival) -> tuple[str, ...]:
        return tuple(str(arrival[name]) for name in ("la_code", "dataset", "release_file"))

    def order(arrival: Arrival) -> tuple[str, ...]:
        return (arrival["business_date"] or "", arrival["precedence"], arrival["load_id"])

    found = groupby(sorted(arrivals, key=lambda each: (group(each), order(each))), key=group)
    return [list(files) for _, files in found]


def load_series(series: Sequence[Arrival]) -> list[str]:
    """Load files one after the other; say in a line for each that was rejected why."""
    receipts = [load_file(arrival) for arrival in series]
    return [rejection(receipt) for receipt in receipts if _rejected(receipt)]


def load_file(arrival: Arrival) -> Receipt:
    """Read, check and keep one file; a bad file becomes a receipt that says why.

    Raises OSError where the disk or share failed: that is worth another try.
    """
    from expectations import runner
    from ingest import batch, errors, load

    try:
        if arrival["duplicate_of"] or arrival["nothing_to_load"]:
            receipt = load.nothing_to_load(home(), arrival)
        else:
            with batch.read(home(), arrival) as read:
                receipt = load.finish(home(), read, runner.check(read, home()))
    except (errors.FileRejected, runner.CheckCrashed) as refused:
        receipt = load.reject(home(), arrival, str(refused))
    say(rejection(receipt) if _rejected(receipt) else _rows(receipt), receipt=receipt)
    return receipt


def reporting_date(as_at: str | None) -> str:
    """Return the date to report as of: the one given, else the latest business date that came."""
    from ingest import arrivals

    found = as_at or arrivals.latest_business_date(home())
    if not found:
        raise StepFailed(
            f"No reporting date: none was given and no dated file lies in {home() / 'landing'}. "
            "Give one: make night DATE=2026-11-20."
        )
    return str(found)


def verdict(arrivals: Sequence[Arrival] | None) -> None:
    """Fail where a file that arrived was not loaded, naming each; the rest has gone on already."""
    if arrivals is None:
        raise StepFailed("Nothing was taken in: arrive failed, see its line above.")
    written = receipts_written()
    problems = []
    for arrival in arrivals:
        receipt = written.get(arrival["load_id"])
        if receipt is None:
            problems.append(f"{arrival['file_path']}: not loaded, its task did not finish.")
        elif _rejected(receipt):
            problems.append(rejection(receipt))
    if problems:
        raise StepFailed(
            f"{count(len(problems), 'file')} of {len(arrivals)} not loaded; yesterday's data stays "
            "for them:\n" + "\n".join(problems)
        )
    say("every file was loaded" if arrivals else "nothing to load")


def receipts_written() -> dict[str, Receipt]:
    """Return every receipt in the home by its load id."""
    from ingest import receipts

    return receipts.read_all(home())


def marts_date(as_at: str | None, handed_over: Sequence[str]) -> str:
    """Return the date to build the marts as of: the one given, else the latest handed over."""
    found = as_at or max(handed_over, default=None)
    if not found:
        raise StepFailed(
            "No reporting date: build_marts was started by hand without one. "
            'Give it: {"as_at": "2026-11-20"}.'
        )
    say(f"as at {found}")
    return found


def check_published_totals() -> None:
    """Gate 2 on totals: stop where our marts disagree with what is published elsewhere."""
    from expectations import runner

    findings = runner.check_marts(home())
    if findings:
        raise StepFailed("\n".join(["Totals that can't be right:", *map(str, findings)]))


def publish(as_at: str, held_back: Sequence[str]) -> None:
    """Publish the marts whole; the authorities held back keep the rows published before."""
    from publish import snapshot

    done = snapshot.publish(home(), date.fromisoformat(as_at), set(held_back))
    rows = f"{count(len(done.rows), 'table')}, {count(sum(done.rows.values()), 'row')}"
    say(f"{done.publication_id}: {rows}" + ("" if done.changed else ", unchanged"))


def none_held_back(held_back: Sequence[str]) -> None:
    """Fail where an authority was held back, when all the others have been published."""
    if held_back:
        raise StepFailed(
            f"Held back, so that yesterday's marts stay for them: {', '.join(held_back)}. Their "
            "failing rows lie in schema test_failures of warehouse.duckdb, by test and la_code; "
            "put the files right and send them again."
        )
    say("all authorities are published")


def rejection(receipt: Receipt) -> str:
    """Say in one line which file was rejected and why."""
    why = " ".join(receipt.get("findings") or ["no reason was recorded."])
    named = receipt["file_path"] in why
    return f"REJECTED {why}" if named else f"REJECTED landing/{receipt['file_path']}: {why}"


def count(number: int, noun: str) -> str:
    """Write a number with its noun: 1 file, 2,000 files."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _rejected(receipt: Receipt) -> bool:
    return bool(receipt["outcome"] == "rejected")


def _rows(receipt: Receipt) -> str:
    outcome = receipt["outcome"].replace("_", " ")
    parts = [f"{receipt['rows_accepted']:,} of {count(receipt['rows_read'], 'row')}"]
    parts += [
        f"{receipt[f'rows_{kind}']:,} {kind}"
        for kind in ("quarantined", "duplicate")
        if receipt[f"rows_{kind}"]
    ]
    return f"{outcome}: " + ", ".join(parts)
