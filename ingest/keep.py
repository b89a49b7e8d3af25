"""Keeping what came: every file's bytes under their hash, and a record of where and when it came.

A file is copied before anything reads it, so that a sender who overwrites it can't change what was
received. What lies within an archive or a SEN2 return is kept and recorded as files of their own.
"""

import codecs
import datetime as dt
import hashlib
import os
import shutil
import time
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from ingest import control, filenames
from ingest import home as at
from ingest.errors import FileRejected
from ingest.home import Arrival
from ingest.readers import sen2xml

CHUNK = 1 << 20
LARGEST_TOGETHER = 4 << 30
MOST_MEMBERS = 1000


def keep(home: Path, path: PurePosixPath) -> list[Arrival]:
    """Keep one file of landing, and what is within it, under their hashes; return the record of
    each. The file's own is written last: without it, it has not come yet."""
    source_file = at.landing(home) / path
    state = source_file.stat()
    problem: str | None = None
    parts: list[Arrival] = []
    with source_file.open("rb") as stream:
        content = copy_under_hash(home, stream)
    claimed = control.claims(source_file)
    if path.name.lower().endswith(filenames.ARCHIVE):
        problem, parts = _keep_members(home, path, state, _of_member(claimed, content))
    more: dict[str, Any] = {}
    if filenames.is_return(path):
        problem, more, parts = _keep_tables(home, path, content, state, claimed)
    return [*parts, _record(home, path, content, state, claimed, problem, more)]


def _of_member(claimed: dict[str, Any] | None, content: dict[str, Any]) -> dict[str, Any] | None:
    """What a control file says of an archive's only dataset; its hash may be the archive's."""
    if claimed and str(claimed.get("sha256")).lower() == content["sha256"]:
        return {name: claim for name, claim in claimed.items() if name != "sha256"}
    return claimed


def _keep_members(
    home: Path, path: PurePosixPath, state: os.stat_result, claimed: dict[str, Any] | None
) -> tuple[str | None, list[Arrival]]:
    """An archive's members are arrivals of their own, all of them or, where anything is wrong with
    the archive, none. Only their base names are used, so that no member's path leads anywhere.
    Returns what is wrong, if so, and the members' records."""
    kept = {}
    try:
        with zipfile.ZipFile(at.landing(home) / path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if wrong := _out_of_bounds(members):
                return f"landing/{path} is refused: {wrong}. Send it again.", []
            for member in members:
                with archive.open(member) as stream:
                    content = copy_under_hash(home, stream)
                kept[PurePosixPath(member.filename).name] = content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        return f"landing/{path} is no readable archive ({error}). Send it again.", []
    names = filenames.within(path, kept)
    claimed = claimed if len(names) == 1 else None
    return None, [
        _record(home, path / name, kept[member], state, claimed) for member, name in names.items()
    ]


def _out_of_bounds(members: list[zipfile.ZipInfo]) -> str | None:
    names = [PurePosixPath(member.filename).name for member in members]
    if not members:
        return "it holds no file"
    if len(members) > MOST_MEMBERS:
        return f"it holds {len(members)} files, at most {MOST_MEMBERS} were expected"
    if sum(member.file_size for member in members) > LARGEST_TOGETHER:
        return "its files are larger than 4 GiB together"
    if len(set(names)) < len(names):
        return "two of its files have one name, and which one is meant is not known"
    return None


def _keep_tables(
    home: Path,
    path: PurePosixPath,
    content: dict[str, Any],
    state: os.stat_result,
    claimed: dict[str, Any] | None,
) -> tuple[str | None, dict[str, Any], list[Arrival]]:
    """The tables of a SEN2 return are arrivals of their own, all of them or, where anything is
    wrong with the return, none. Returns what is wrong, if so, what else to record of the return,
    and the tables' records."""
    name = f"landing/{path}"
    folder = at.batch_file(home, f"{_load_id(path, content)}.tables")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        found = sen2xml.read(at.kept_bytes(home, content["sha256"]), name, path.parts[0], folder)
        if wrong := control.differences(claimed, content["sha256"], found.persons, {}):
            wrong_with_it = f"{name} is not what was announced: {'; '.join(wrong)}. Send it again."
            return wrong_with_it, {}, []
        part = {"return_id": _load_id(path, content), "return_sha256": content["sha256"]}
        records = []
        for table in found.tables.values():
            with table.open("rb") as stream:
                kept = copy_under_hash(home, stream)
            records.append(_record(home, path / table.name, kept, state, more=part))
    except FileRejected as refused:
        return str(refused), {}, []
    finally:
        shutil.rmtree(folder)
    return None, part | {"found": found.findings}, records


def _load_id(path: PurePosixPath, content: dict[str, Any]) -> str:
    return hashlib.sha256(f"{path}\n{content['sha256']}".encode()).hexdigest()[:16]


def copy_under_hash(home: Path, stream: Any) -> dict[str, Any]:
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
    more: dict[str, Any] | None = None,
) -> Arrival:
    part = path.parent.name.lower().endswith(filenames.RETURN_FORMAT)
    named = path.parent.name if part else path.name
    load_id = _load_id(path, content)
    came = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
    record = {
        "load_id": load_id,
        "file_path": str(path),
        "file_name": path.name,
        **content,
        "mtime_ns": state.st_mtime_ns,
        "received_at": came.strftime("%Y-%m-%d %H:%M:%S"),
        # a space sorts before anything in a name: `x` before `x__corrected`
        "precedence": f"{filenames.precedence(named)} {came:%Y-%m-%dT%H:%M:%S.%f}",
        "claimed": claimed,
        "unreadable": problem,
        **(more or {}),
    }
    at.write_json(at.arrival_record(home, load_id), record)
    return record
