"""Keeping what came: every file's bytes under their hash, and a record of where and when it came.

A file is copied before anything reads it, so that a sender who overwrites it can't change what was
received. What lies within an archive or a SEN2 return is kept and recorded as files of their own.
"""

import codecs
import datetime as dt
import hashlib
import io
import os
import shutil
import time
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from ingest import display, filenames, paths
from ingest.arrive import control_file
from ingest.errors import FileRejected
from ingest.paths import Arrival
from ingest.read.formats import sen2_xml

CHUNK = 1 << 20
LARGEST_TOGETHER = 4 << 30
MOST_MEMBERS = 1000
LONGEST_NAME = 255
ENCRYPTED = 1
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# a member's name that says it is UTF-8 and isn't is met while the archive is opened
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)


class StillArriving(Exception):
    """The file changed, or went, while it was copied: it has not come yet."""


def keep(home: Path, path: PurePosixPath) -> list[Arrival]:
    """Keep one file of landing, and what is within it, under their hashes; return the record of
    each. The file's own is written last: without it, it has not come yet.

    Raises StillArriving where the file is being written or was taken away again.
    """
    source_file = paths.landing(home) / path
    if source_file.is_symlink():
        return [_keep_link(home, path)]
    name = PurePosixPath(display.printable(str(path)))
    try:
        # what has become a link since it was looked at is not followed
        with os.fdopen(os.open(source_file, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
            state = os.fstat(stream.fileno())
            content = copy_under_hash(home, stream, state)
    except FileNotFoundError:
        raise StillArriving from None
    if name != path:
        return [_record(home, name, content, state, None, _not_shown(name), _landed_as(path))]
    problem: str | None = None
    parts: list[Arrival] = []
    claimed = control_file.claims(source_file)
    if path.name.lower().endswith(filenames.ARCHIVE):
        problem, parts = _keep_members(home, path, content, state, claimed)
    more: dict[str, Any] = {}
    if filenames.is_return(path):
        problem, more, parts = _keep_tables(home, path, content, state, claimed)
    return [*parts, _record(home, path, content, state, claimed, problem, more)]


def _keep_link(home: Path, path: PurePosixPath) -> Arrival:
    """A link is kept as what it says and never followed: it may lead to another authority's files,
    or out of landing, where its sender may read nothing."""
    link = paths.landing(home) / path
    content = copy_under_hash(home, io.BytesIO(os.fsencode(link.readlink())))
    name = PurePosixPath(display.printable(str(path)))
    problem = (
        f"landing/{name} is a link, and links are not followed. Expected the file itself: replace "
        "the link by it."
    )
    return _record(home, name, content, link.lstat(), None, problem, _landed_as(path))


def _landed_as(path: PurePosixPath) -> dict[str, Any]:
    return {"landed_as": os.fsencode(path).hex()}


def _not_shown(name: PurePosixPath) -> str:
    return (
        f"landing/{name} has a name with bytes that are no UTF-8, or with characters that can't be "
        "seen (written here as \\x.. or \\u....). Expected letters, digits and signs; rename it."
    )


def _of_member(claimed: dict[str, Any] | None, content: dict[str, Any]) -> dict[str, Any] | None:
    """What a control file says of an archive's only dataset; its hash may be the archive's."""
    if claimed and str(claimed.get("sha256")).lower() == content["sha256"]:
        return {name: claim for name, claim in claimed.items() if name != "sha256"}
    return claimed


def _keep_members(
    home: Path,
    path: PurePosixPath,
    content: dict[str, Any],
    state: os.stat_result,
    claimed: dict[str, Any] | None,
) -> tuple[str | None, list[Arrival]]:
    """An archive's members are arrivals of their own, all of them or, where anything is wrong with
    the archive, none. Only their base names are used, so that no member's path leads anywhere.
    Returns what is wrong, if so, and the members' records."""
    kept = {}
    try:
        with zipfile.ZipFile(paths.kept_bytes(home, content["sha256"])) as archive:
            members = [each for each in archive.infolist() if not each.filename.endswith("/")]
            if wrong := _out_of_bounds(members):
                return f"landing/{path} is refused: {wrong}. Send it again.", []
            for member in members:
                with archive.open(member) as stream:
                    kept[PurePosixPath(member.filename).name] = copy_under_hash(home, stream)
    except DAMAGED:
        return (
            f"landing/{path} is no readable archive (it is damaged, or cut off). Expected a whole "
            ".zip; send it again."
        ), []
    names = filenames.within(path, kept)
    claimed = _of_member(claimed, content) if len(names) == 1 else None
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
    if any(member.flag_bits & ENCRYPTED for member in members):
        return "it is protected by a password; expected a .zip without"
    if any(member.compress_type not in PACKED for member in members):
        return "it is packed in a way that isn't read; expected a plain .zip (deflated)"
    if not all(_is_a_name(name) for name in names):
        return "a file in it has no name, or one with characters that can't be seen or without end"
    return None


def _is_a_name(name: str) -> bool:
    return name not in ("", "..") and name == display.printable(name) and len(name) <= LONGEST_NAME


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
    folder = paths.batch_file(home, f"{_load_id(path, content)}.tables")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        found = sen2_xml.read(
            paths.kept_bytes(home, content["sha256"]), name, path.parts[0], folder
        )
        if wrong := control_file.differences(claimed, content["sha256"], found.persons, {}):
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


def copy_under_hash(home: Path, stream: Any, came: os.stat_result | None = None) -> dict[str, Any]:
    """One pass over the bytes: hash them, keep them, and see whether they are UTF-8.

    Raises StillArriving, and keeps nothing, where the file is no longer as it `came`.
    """
    folder = paths.received(home) / "bytes"
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
    if came and _has_changed(stream, came):
        temporary.unlink()
        raise StillArriving
    target = paths.kept_bytes(home, digest.hexdigest())
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o400)
    os.replace(temporary, target)
    return {"sha256": digest.hexdigest(), "size_bytes": size, "utf8": utf8}


def _has_changed(stream: BinaryIO, came: os.stat_result) -> bool:
    now = os.fstat(stream.fileno())
    return (now.st_size, now.st_mtime_ns) != (came.st_size, came.st_mtime_ns)


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
    paths.write_json(paths.arrival_record(home, load_id), record)
    return record
