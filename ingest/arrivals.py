"""Arrivals: which files have come, are whole, and are still to be loaded.

A file is copied under its hash before anything reads it, with a record of where and when it came,
so that a sender who overwrites a file can't change what was received.
"""

import codecs
import dataclasses
import datetime as dt
import hashlib
import json
import os
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from ingest import contracts, control, filenames, raw, receipts
from ingest import home as at
from ingest.home import Arrival

CHUNK = 1 << 20
SETTLE_SECONDS = 1.0
LARGEST_MEMBER = 4 << 30


def take_in(home: Path, source: str, as_at: dt.date | None) -> list[Arrival]:
    """Keep what is new below `landing/` for this source; return what is to be loaded, in order.

    An arrival is to be loaded while it has no receipt, and again while its file lies rejected in
    landing with nothing better for its business date. Files dated after `as_at` wait.
    """
    raw.declare(home)
    known = {(r["file_path"], r["size_bytes"], r["mtime_ns"]) for r in _records(home, source)}
    for path in _settled(home, _found(home, source)):
        state = (at.landing(home) / path).stat()
        if (str(path), state.st_size, state.st_mtime_ns) not in known:
            _keep(home, path)
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
            if not filenames.is_data(path):
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


def _keep(home: Path, path: PurePosixPath) -> None:
    source_file = at.landing(home) / path
    state = source_file.stat()
    problem = None
    if path.name.lower().endswith(filenames.ARCHIVE):
        problem = _keep_members(home, path, state)
    with source_file.open("rb") as stream:
        content = _copy_under_hash(home, stream)
    _record(home, path, content, state, control.claims(source_file), problem)


def _keep_members(home: Path, path: PurePosixPath, state: os.stat_result) -> str | None:
    """An archive's members are arrivals of their own. Only their base names are used, so that no
    member's path leads anywhere; a member over 4 GiB is refused. Returns what is wrong, if so."""
    try:
        with zipfile.ZipFile(at.landing(home) / path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if any(member.file_size > LARGEST_MEMBER for member in members):
                return f"landing/{path} is refused: a member is larger than 4 GiB."
            for member in members:
                with archive.open(member) as stream:
                    content = _copy_under_hash(home, stream)
                _record(home, path / PurePosixPath(member.filename).name, content, state)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        return f"landing/{path} is no readable archive ({error}). Send it again."
    return None


def _copy_under_hash(home: Path, stream: Any) -> dict[str, Any]:
    """One pass over the bytes: hash them, keep them, and see whether they are UTF-8."""
    folder = at.received(home) / "bytes"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = folder / f".{os.getpid()}.{time.monotonic_ns()}.part"
    digest, size, decoder = hashlib.sha256(), 0, codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    with temporary.open("wb") as kept:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            kept.write(chunk)
            size += len(chunk)
            utf8 = utf8 and _decodes(decoder, chunk)
    utf8 = utf8 and _decodes(decoder, b"", final=True)
    target = at.kept_bytes(home, digest.hexdigest())
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o400)
    os.replace(temporary, target)
    return {"sha256": digest.hexdigest(), "size_bytes": size, "utf8": utf8}


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _record(
    home: Path,
    path: PurePosixPath,
    content: dict[str, Any],
    state: os.stat_result,
    claimed: dict[str, Any] | None = None,
    problem: str | None = None,
) -> None:
    name = str(path)
    load_id = hashlib.sha256(f"{name}\n{content['sha256']}".encode()).hexdigest()[:16]
    came = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
    record = {
        "load_id": load_id,
        "file_path": name,
        "file_name": path.name,
        **content,
        "mtime_ns": state.st_mtime_ns,
        "received_at": came.strftime("%Y-%m-%d %H:%M:%S"),
        # a space sorts before anything in a name: `x` before `x__corrected`
        "precedence": f"{filenames.precedence(path.name)} {came:%Y-%m-%dT%H:%M:%S.%f}",
        "claimed": claimed,
        "unreadable": problem,
    }
    at.write_json(at.arrival_record(home, load_id), record)


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
    try:
        state = (at.landing(home) / record["file_path"]).stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return (state.st_size, state.st_mtime_ns) == (record["size_bytes"], record["mtime_ns"])
