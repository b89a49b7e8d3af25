"""Arrivals: which files have come, are whole, and are still to be loaded."""

import dataclasses
import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from ingest import contracts, filenames, raw, receipts
from ingest import home as at
from ingest.home import Arrival
from ingest.keep import keep

SETTLE_SECONDS = 1.0


def take_in(home: Path, source: str, as_at: dt.date | None) -> list[Arrival]:
    """Keep what is new below `landing/` for this source; return what is to be loaded, in order.

    An arrival is to be loaded while it has no receipt, and again while its file lies rejected in
    landing with nothing better for its business date. Files dated after `as_at` wait.
    """
    raw.declare(home)
    known = {
        (record["file_path"], record["size_bytes"], record["mtime_ns"])
        for record in _records(home, source)
        if not record["unreadable"]  # it is looked into again, since what is declared may grow
    }
    for path in _settled(home, _found(home, source)):
        state = (at.landing(home) / path).stat()
        if (str(path), state.st_size, state.st_mtime_ns) not in known:
            keep(home, path)
    return _to_load(home, source, as_at)


def latest_business_date(home: Path) -> dt.date | None:
    """The newest date that any authority's file speaks of; where nothing but releases has come,
    the end of the newest one's year."""
    identities = [filenames.identify(path) for path in _found(home, None)]
    dates = [i.business_date for i in identities if i.business_date and not i.release]
    years = [i.business_date.year for i in identities if i.business_date and i.release]
    return max(dates, default=None) or (dt.date(max(years), 12, 31) if years else None)


def _found(home: Path, source: str | None) -> Iterator[PurePosixPath]:
    root = at.landing(home)
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = PurePosixPath(Path(folder, name).relative_to(root).as_posix())
            # a pipe would be waited for, and a link that leads nowhere has no bytes
            if not filenames.is_data(path) or not (root / path).is_file():
                continue
            if source is None or filenames.owner(path) == source:
                yield path


def _settled(home: Path, found: Iterator[PurePosixPath]) -> Iterator[PurePosixPath]:
    """Leave out files that are still growing; those with a control file or `.done` are whole."""
    root = at.landing(home)
    fresh = []
    for path in found:
        whole = any(
            (root / path.parent / f"{filenames.stem(path.name)}{marker}").exists()
            for marker in filenames.MARKERS
        )
        before = (root / path).stat()
        if whole or time.time() - before.st_mtime > SETTLE_SECONDS:
            yield path
        else:
            fresh.append((path, before.st_size))
    if fresh:
        time.sleep(SETTLE_SECONDS)
    for path, size in fresh:
        if (root / path).stat().st_size == size:
            yield path


def _records(home: Path, source: str) -> list[Arrival]:
    """Every arrival of the source; what a name means is read from today's contracts."""
    folder = at.received(home) / "arrivals"
    records = (json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.json")))
    named = ((record, PurePosixPath(record["file_path"])) for record in records)
    return [
        record | _identified(record, path)
        for record, path in named
        if filenames.owner(path) == source
    ]


def _identified(record: Arrival, path: PurePosixPath) -> dict[str, Any]:
    identity = filenames.identify(path)
    group = [
        identity.la_code,
        identity.source,
        identity.dataset,
        identity.business_date,
        identity.release_file,
    ]
    return dataclasses.asdict(identity) | {
        "business_date": identity.business_date and identity.business_date.isoformat(),
        "problem": record["unreadable"] or identity.problem,
        "nothing_to_load": identity.nothing_to_load and not record["unreadable"],
        "supersedes_group": "/".join(str(part) for part in group),
    }


def _to_load(home: Path, source: str, as_at: dt.date | None) -> list[Arrival]:
    written = receipts.read_all(home)
    accepted: dict[str, str] = {}
    first_seen: dict[tuple[str, ...], Arrival] = {}
    chosen = []
    for record in sorted(_records(home, source), key=_order):
        group, outcome = (
            record["supersedes_group"],
            written.get(record["load_id"], {}).get("outcome"),
        )
        if outcome in ("accepted", "accepted_with_rejects"):
            accepted[group] = max(accepted.get(group, ""), record["precedence"])
        same = first_seen.setdefault(_sameness(record), record)
        chosen.append(record | {"duplicate_of": same["file_path"] if same is not record else None})
    return [
        record | {"wave": _wave(record)}
        for record in chosen
        if _due(record, as_at) and _open(home, record, written.get(record["load_id"]), accepted)
    ]


def _order(record: Arrival) -> tuple[str, ...]:
    return (
        record["business_date"] or "",
        record["received_at"],
        record["precedence"],
        record["load_id"],
    )


def _sameness(record: Arrival) -> tuple[str, ...]:
    """Equal for files that say the same thing: a full extract may be unchanged on a new date,
    but the same ledger lines are the same lines under any date."""
    if record.get("return_id"):
        return (record["return_sha256"], record["supersedes_group"])
    if record["problem"] or record["nothing_to_load"]:
        return (record["load_id"],)
    contract = contracts.of_source(record["source"], record["la_code"])[record["dataset"]]
    dated = "" if contract.mode == "incremental" else record["supersedes_group"]
    return (record["la_code"], record["dataset"], record["sha256"], dated)


def _wave(record: Arrival) -> int:
    if record["problem"] or record["nothing_to_load"]:
        return 0
    return contracts.wave(
        contracts.of_source(record["source"], record["la_code"])[record["dataset"]]
    )


def _due(record: Arrival, as_at: dt.date | None) -> bool:
    if as_at is None or record["release"] or not record["business_date"]:
        return True
    return dt.date.fromisoformat(record["business_date"]) <= as_at


def _open(
    home: Path, record: Arrival, receipt: dict[str, Any] | None, accepted: dict[str, str]
) -> bool:
    if receipt is None:
        return True
    if receipt["outcome"] != "rejected":
        return False
    replaced = record["precedence"] <= accepted.get(record["supersedes_group"], "")
    return not replaced and _still_there(home, record)


def _still_there(home: Path, record: Arrival) -> bool:
    path = at.landing(home) / record["file_path"]
    try:
        state = path.stat()
    except FileNotFoundError:
        return False
    except NotADirectoryError:  # a table of a return
        return path.parent.is_file() and bool(path.parent.stat().st_mtime_ns == record["mtime_ns"])
    return (state.st_size, state.st_mtime_ns) == (record["size_bytes"], record["mtime_ns"])
