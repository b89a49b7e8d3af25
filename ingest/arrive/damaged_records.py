"""Makes damaged arrival records again: from the register, or where it is lost from landing and the
stored bytes. A load id is the hash of a path and of bytes, so it proves which file a record is of.

What only the record held is lost then: the control file, where landing has it no more, and the time
at which the file was received, which becomes that at which its bytes were stored.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest import filenames, json_files, paths
from ingest.arrival import ArrivalRecord, Stored
from ingest.arrive import landing
from ingest.arrive.byte_store import FileChanging, StoredBytes, is_utf8
from ingest.arrive.record_arrival import load_id_of, new_record, store_all
from ingest.arrive.versions import NUMBERED
from ingest.register import database

PATH_IN_TEXT = re.compile(rb'"file_path": "([^"\\]+)"')


def from_register(home: Path, records: Iterable[ArrivalRecord]) -> Iterator[Path]:
    """Write the records again that are missing in landing or are not those of the register, and
    yield their paths. A record that an erasure or a deletion has changed counts in landing: that
    command was interrupted before it changed the register."""
    for record in records:
        path = paths.arrival_record(home, record.load_id)
        found = database.read_record(path) if path.is_file() else None
        if found == record or (found and _is_amended(found) and not _is_amended(record)):
            continue
        json_files.write(path, record.to_json())
        yield path


def _is_amended(record: ArrivalRecord) -> bool:
    return record.stored is not Stored.AS_RECEIVED or record.removed_from_landing


def from_files(home: Path) -> Iterator[str]:
    """Before the register is filled from the records: make those again that can't be read, from
    what landing and the store hold, and yield a line about each. The others stay as they are."""
    folder = paths.arrival_records(home)
    read = {path.stem: database.read_record(path) for path in sorted(folder.glob("*.json"))}
    damaged = {load_id for load_id, record in read.items() if record is None}
    if not damaged:
        return
    good = [record for record in read.values() if record]
    landed = _of_landing(home, damaged)  # with the time of the file; the store has that of its copy
    stored = _of_store(home, damaged - landed.keys(), good)
    for load_id, record in {**stored, **landed}.items():
        numbered = _with_version(record, good)
        good.append(numbered)
        path = paths.arrival_record(home, load_id)
        json_files.write(path, numbered.to_json())
        yield f"DAMAGED {path}: made again from the bytes of landing/{record.file_path}."


def _of_landing(home: Path, wanted: set[str]) -> dict[str, ArrivalRecord]:
    """The wanted records of files in landing and of their members, by load id."""
    found: dict[str, ArrivalRecord] = {}
    for path, _ in landing.files(home):
        with suppress(FileChanging):
            records = store_all(home, PurePosixPath(path))
            found |= {each.load_id: each for each in records if each.load_id in wanted}
    return found


def _of_store(home: Path, wanted: set[str], good: list[ArrivalRecord]) -> dict[str, ArrivalRecord]:
    """The wanted records of bytes that no other record is about, at a path that is known."""
    known = {each.file_path for each in good} | {path for path, _ in landing.files(home)}
    for load_id in wanted:
        text = paths.arrival_record(home, load_id).read_bytes()
        known |= {each.decode("utf-8", "replace") for each in PATH_IN_TEXT.findall(text)}
    with_record = {each.sha256 for each in good}
    found: dict[str, ArrivalRecord] = {}
    for kept in sorted((paths.received(home) / "bytes").glob("*/*")):
        for path in known if kept.name not in with_record else ():
            if (load_id := load_id_of(path, kept.name)) in wanted:
                stored = StoredBytes(kept.name, kept.stat().st_size, is_utf8(kept))
                found[load_id] = new_record(PurePosixPath(path), stored, kept.stat())
    return found


def _with_version(record: ArrivalRecord, good: list[ArrivalRecord]) -> ArrivalRecord:
    """The record with the number of the version that its path lacks. A member has the number, and
    the return, of the other records of its container."""
    container = PurePosixPath(record.file_path).parent
    beside = [
        each
        for each in (good if filenames.is_container(container) else ())
        if container in (PurePosixPath(each.file_path), PurePosixPath(each.file_path).parent)
    ]
    used = {_number(each) for each in good if each.file_path == record.file_path}
    number = next(n for n in range(1, len(used) + 2) if n not in used)
    if beside:
        number = max(_number(each) for each in beside)
        of_return = (beside[-1].return_id, beside[-1].return_sha256)
        record = replace(record, return_id=of_return[0], return_sha256=of_return[1])
    return replace(record, precedence=f"{record.precedence} v{number:06}")


def _number(record: ArrivalRecord) -> int:
    found = NUMBERED.fullmatch(record.precedence.rpartition(" ")[2])
    return int(found[1]) if found else 1
