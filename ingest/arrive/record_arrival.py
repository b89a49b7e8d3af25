"""Stores a received file: its bytes under their hash, and its arrival record."""

import hashlib
import io
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest import control_file, file_time, filenames, json_files, paths
from ingest.arrival import ArrivalRecord, Stored
from ingest.arrive import containers, landing
from ingest.arrive.byte_store import (
    FileChanging,
    FileUnreadable,
    StoredBytes,
    store,
    store_file,
)
from ingest.arrive.containers import Member
from ingest.arrive.versions import Versions
from ingest.control_file import ControlFile
from ingest.display import printable
from ingest.register import arrivals
from settings import bounds

GONE = (Stored.DELETED, Stored.EXPIRED)
FILE_ITSELF = "Expected a file: place the file itself there."


def record_arrival(home: Path, path: PurePosixPath, versions: Versions) -> list[ArrivalRecord]:
    """Store one file of landing and its members; write and return the record of each. A folder that
    can't be read has one too. The file's own record is written last, since a file without one is
    registered again. `versions` are those known.

    Raises FileChanging where the file is being written or was removed.
    """
    numbered = versions.numbered(store_all(home, path))
    records = [_as_first_received(home, each) for each in numbered]
    return _write(home, [*_lost_tables(home, records), *records])


def _write(home: Path, records: list[ArrivalRecord]) -> list[ArrivalRecord]:
    for record in records:
        json_files.write(paths.arrival_record(home, record.load_id), record.to_json())
    return records


def _lost_tables(home: Path, records: list[ArrivalRecord]) -> Iterator[ArrivalRecord]:
    """The tables that SEN2 returns among some records had before, as rejected for the reason of
    their return: it is rejected now, since it differs from its control file."""
    for each in records:
        if each.rejection_reason and filenames.is_return(PurePosixPath(each.file_path)):
            version = each.precedence.rpartition(" ")[2]
            for table in arrivals.below(home, each.file_path):
                if table.precedence.endswith(f" {version}") and table.stored not in GONE:
                    yield replace(
                        table, rejection_reason=each.rejection_reason, mtime_ns=each.mtime_ns
                    )


def _as_first_received(home: Path, record: ArrivalRecord) -> ArrivalRecord:
    """A current version that is sent again unchanged was received when it first came."""
    known = arrivals.known(home, record.load_id)
    is_current = known and known.precedence == record.precedence
    return replace(record, received_at=known.received_at) if known and is_current else record


def store_all(home: Path, path: PurePosixPath) -> list[ArrivalRecord]:
    """Store the bytes of one file of landing and of its members; return the record of each, its own
    last, without the number of the version. Raises FileChanging."""
    landed = paths.landing(home) / path
    try:
        if landed.is_symlink():
            return [_link(home, path)]
        if landed.is_dir():
            return _folder(landed)
        _check_kind(landed)
        return _file(home, path)
    except FileUnreadable as error:
        return [_without_bytes(home, path, error)]


def _file(home: Path, path: PurePosixPath) -> list[ArrivalRecord]:
    stored, state = _store(home, path)
    if printable(str(path)) != str(path):
        return [_unprintable(path, stored, state)]
    return _with_members(home, path, stored, state)


def _folder(folder: Path) -> list[ArrivalRecord]:
    """A folder has no record, unless it can't be read or a file is expected in its place. Raises
    FileUnreadable."""
    try:
        with os.scandir(folder) as entries:
            [entry.stat(follow_symlinks=False) for entry in entries]
    except OSError as error:
        raise FileUnreadable(error.strerror) from None
    if landing.is_named_like_file(folder):
        raise FileUnreadable("it is a folder", FILE_ITSELF)
    return []


def _check_kind(landed: Path) -> None:
    """Raises FileUnreadable for a pipe, a socket or a device: opening one waits for its writer, or
    takes from it what another reader expects."""
    try:
        what = landing.kind(landed.lstat())
    except FileNotFoundError:
        raise FileChanging from None
    if what:
        raise FileUnreadable(f"it is {what}", FILE_ITSELF)


def _link(home: Path, path: PurePosixPath) -> ArrivalRecord:
    """Store the target of a link as its content. The link is not followed: it may lead to another
    authority's files, or out of landing."""
    link = paths.landing(home) / path
    name = PurePosixPath(printable(str(path)))
    return new_record(
        name,
        store(home, io.BytesIO(os.fsencode(link.readlink()))),
        link.lstat(),
        rejection_reason=f"landing/{name} is a link, and links are not followed. Expected the file "
        "itself: replace the link by it.",
        landed_as=os.fsencode(path).hex(),
    )


def _store(home: Path, path: PurePosixPath) -> tuple[StoredBytes, os.stat_result]:
    try:
        # the file may have become a link or a pipe since the check; opening a pipe would wait
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        file = os.open(paths.landing(home) / path, flags)
    except FileNotFoundError:
        raise FileChanging from None
    except OSError as error:
        raise FileUnreadable(error.strerror) from None
    with os.fdopen(file, "rb") as stream:
        state = os.fstat(file)
        if not stat.S_ISREG(state.st_mode):
            raise FileUnreadable("it is a pipe or a device", FILE_ITSELF)
        _check_size(home, state)
        return store_file(home, stream, state), state


def _check_size(home: Path, state: os.stat_result) -> None:
    """Raises FileUnreadable before a file fills the disk of all authorities."""
    limits = bounds.read(home)
    if state.st_size > limits.max_unpacked_bytes:
        raise FileUnreadable(
            f"it has {state.st_size >> 20:,} MB",
            f"Expected at most {limits.max_unpacked_mb:,} MB; send it in parts, "
            f"{bounds.stated('max_unpacked_mb')}.",
        )


def _without_bytes(home: Path, path: PurePosixPath, error: FileUnreadable) -> ArrivalRecord:
    """Record that a file or folder is there; each night tries again to read it."""
    name = PurePosixPath(printable(str(path)))
    try:
        state = (paths.landing(home) / path).lstat()
    except OSError:
        raise FileChanging from None
    record = new_record(
        name,
        store(home, io.BytesIO()),
        state,
        rejection_reason=f"landing/{name} can't be read ({error}). {error.expected} It is "
        "tried again each night.",
        landed_as=os.fsencode(path).hex(),
    )
    return replace(record, size_bytes=state.st_size, bytes_missing=True)


def _unprintable(path: PurePosixPath, stored: StoredBytes, state: os.stat_result) -> ArrivalRecord:
    name = PurePosixPath(printable(str(path)))
    problem = (
        f"landing/{name} has a name with bytes that are not UTF-8, or with characters that can't "
        "be printed (written here as \\x.. or \\u....). Expected printable characters; rename it."
    )
    landed_as = os.fsencode(path).hex()
    return new_record(name, stored, state, rejection_reason=problem, landed_as=landed_as)


def _with_members(
    home: Path, path: PurePosixPath, stored: StoredBytes, state: os.stat_result
) -> list[ArrivalRecord]:
    stated = control_file.read(paths.landing(home) / path)
    if not path.name.lower().endswith(filenames.ARCHIVE):
        return _file_or_return(home, Member(path, stored, stated), state)
    found = containers.of_archive(home, path, stored, stated)
    members = [record for each in found.members for record in _file_or_return(home, each, state)]
    own = new_record(path, stored, state, stated=stated, rejection_reason=found.problem)
    if filenames.identify(path).problem and _any_known(found.members):
        own = replace(own, container_findings=("its files are known by their own names",))
    return [*members, own]


def _any_known(members: Iterable[Member]) -> bool:
    return any(filenames.identify(each.path).problem is None for each in members)


def _file_or_return(home: Path, file: Member, state: os.stat_result) -> list[ArrivalRecord]:
    """The record of a file; for a SEN2 return in XML those of its tables, and its own."""
    path, stored, stated = file.path, file.stored, file.stated
    if not filenames.is_return(path):
        return [new_record(path, stored, state, stated=stated)]
    load_id = load_id_of(path, stored.sha256)
    found = containers.of_return(home, path, load_id, stored, stated)
    own = new_record(path, stored, state, stated=stated, rejection_reason=found.problem)
    if found.problem:
        return [own]
    records = [
        *(new_record(each.path, each.stored, state) for each in found.members),
        replace(own, container_findings=found.findings),
    ]
    return [replace(each, return_id=load_id, return_sha256=stored.sha256) for each in records]


def record_again(home: Path, container: ArrivalRecord) -> list[ArrivalRecord]:
    """Record a container and its members again, from its stored bytes, with the control file that
    lies beside it now."""
    stored = StoredBytes(container.sha256, container.size_bytes, container.utf8)
    state = paths.received_bytes(home, container.sha256).stat()
    version = container.precedence.rpartition(" ")[2]
    records = [
        replace(
            each,
            precedence=f"{each.precedence} {version}",
            mtime_ns=container.mtime_ns,
            received_at=container.received_at,
        )
        for each in _with_members(home, PurePosixPath(container.file_path), stored, state)
    ]
    return _write(home, [*_lost_tables(home, records), *records])


def load_id_of(path: PurePosixPath | str, sha256: str) -> str:
    """The load id of a file, which its path below landing and its bytes determine."""
    return hashlib.sha256(f"{path}\n{sha256}".encode()).hexdigest()[:16]


def new_record(
    path: PurePosixPath,
    stored: StoredBytes,
    state: os.stat_result,
    *,
    stated: ControlFile | None = None,
    rejection_reason: str | None = None,
    landed_as: str | None = None,
) -> ArrivalRecord:
    """The record of a stored file, without the number of the version. `state` has its time."""
    is_table_of_return = path.parent.name.lower().endswith(filenames.RETURN_FORMAT)
    named = path.parent.name if is_table_of_return else path.name
    return ArrivalRecord(
        load_id=load_id_of(path, stored.sha256),
        file_path=str(path),
        file_name=path.name,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        utf8=stored.utf8,
        mtime_ns=file_time.modified(state),
        received_at=file_time.moment(state).strftime("%Y-%m-%d %H:%M:%S"),
        precedence=filenames.precedence(named),
        stated=stated,
        rejection_reason=rejection_reason,
        landed_as=landed_as,
    )
