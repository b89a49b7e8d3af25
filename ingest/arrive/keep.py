"""Keeping a received file: its bytes under their hash, and a record of where and when it came."""

import datetime as dt
import hashlib
import io
import os
from pathlib import Path, PurePosixPath

from ingest import control_file, filenames, json_files, paths
from ingest.arrival import ArrivalRecord
from ingest.arrive import containers
from ingest.arrive.containers import Members
from ingest.arrive.received import FileChanging, StoredBytes, store, store_file
from ingest.control_file import ControlFile
from ingest.display import printable


def keep(home: Path, path: PurePosixPath) -> list[ArrivalRecord]:
    """Keep one file of landing and its members; return the record of each. The file's own record
    is written last: without it, the file has not arrived.

    Raises FileChanging where the file is being written or was removed.
    """
    source_file = paths.landing(home) / path
    if source_file.is_symlink():
        return [_keep_link(home, path)]
    try:
        # a file that has become a link since the check is not followed
        with os.fdopen(os.open(source_file, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
            state = os.fstat(stream.fileno())
            stored = store_file(home, stream, state)
    except FileNotFoundError:
        raise FileChanging from None
    name = PurePosixPath(printable(str(path)))
    if name != path:
        return [_keep_unprintable(home, path, stored, state)]
    claimed = control_file.read(source_file)
    load_id = _load_id(path, stored)
    is_return = filenames.is_return(path)
    found = Members()
    if path.name.lower().endswith(filenames.ARCHIVE):
        found = containers.of_archive(home, path, stored, claimed)
    elif is_return:
        found = containers.of_return(home, path, load_id, stored, claimed)
    in_return = is_return and found.problem is None
    return_id, return_sha256 = (load_id, stored.sha256) if in_return else (None, None)
    records = [
        _record(
            each.path,
            each.stored,
            state,
            claimed=each.claimed,
            return_id=return_id,
            return_sha256=return_sha256,
        )
        for each in found.members
    ]
    records.append(
        _record(
            path,
            stored,
            state,
            claimed=claimed,
            unreadable=found.problem,
            return_id=return_id,
            return_sha256=return_sha256,
            container_findings=found.findings,
        )
    )
    for record in records:
        json_files.write(paths.arrival_record(home, record.load_id), record.to_json())
    return records


def _keep_link(home: Path, path: PurePosixPath) -> ArrivalRecord:
    """Store where a link points, and never follow it: it may lead to another authority's files, or
    out of landing."""
    link = paths.landing(home) / path
    name = PurePosixPath(printable(str(path)))
    record = _record(
        name,
        store(home, io.BytesIO(os.fsencode(link.readlink()))),
        link.lstat(),
        unreadable=f"landing/{name} is a link, and links are not followed. Expected the file "
        "itself: replace the link by it.",
        landed_as=os.fsencode(path).hex(),
    )
    json_files.write(paths.arrival_record(home, record.load_id), record.to_json())
    return record


def _keep_unprintable(
    home: Path, path: PurePosixPath, stored: StoredBytes, state: os.stat_result
) -> ArrivalRecord:
    name = PurePosixPath(printable(str(path)))
    record = _record(
        name,
        stored,
        state,
        unreadable=f"landing/{name} has a name with bytes that are no UTF-8, or with characters "
        "that can't be printed (written here as \\x.. or \\u....). Expected letters, digits and "
        "signs; rename it.",
        landed_as=os.fsencode(path).hex(),
    )
    json_files.write(paths.arrival_record(home, record.load_id), record.to_json())
    return record


def _load_id(path: PurePosixPath, stored: StoredBytes) -> str:
    return hashlib.sha256(f"{path}\n{stored.sha256}".encode()).hexdigest()[:16]


def _record(
    path: PurePosixPath,
    stored: StoredBytes,
    state: os.stat_result,
    *,
    claimed: ControlFile | None = None,
    unreadable: str | None = None,
    landed_as: str | None = None,
    return_id: str | None = None,
    return_sha256: str | None = None,
    container_findings: tuple[str, ...] = (),
) -> ArrivalRecord:
    is_table_of_return = path.parent.name.lower().endswith(filenames.RETURN_FORMAT)
    named = path.parent.name if is_table_of_return else path.name
    came = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
    return ArrivalRecord(
        load_id=_load_id(path, stored),
        file_path=str(path),
        file_name=path.name,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        utf8=stored.utf8,
        mtime_ns=state.st_mtime_ns,
        received_at=came.strftime("%Y-%m-%d %H:%M:%S"),
        # a space sorts before any character of a name: `x` before `x__corrected`
        precedence=f"{filenames.precedence(named)} {came:%Y-%m-%dT%H:%M:%S.%f}",
        claimed=claimed,
        unreadable=unreadable,
        landed_as=landed_as,
        return_id=return_id,
        return_sha256=return_sha256,
        container_findings=container_findings,
    )
