"""Fetches one file into landing: resumed where an earlier attempt stopped, compared, renamed."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest import paths
from ingest.collect import memory
from ingest.collect.source import FileSource, NotCollected, RemoteFile
from settings import bounds

OVERLAP = 1 << 16  # bytes of an earlier attempt that are read again, and have to be equal


class StillChanging(Exception):
    """The file changed while it was fetched. It is fetched again later."""


@dataclass(frozen=True)
class Landed:
    """Where a file lies in landing; `is_new` is False where the same bytes lay there before."""

    path: PurePosixPath
    sha256: str
    is_new: bool


def fetch(
    home: Path, store: FileSource, file: RemoteFile, target: PurePosixPath, key: str
) -> Landed:
    """Fetch a file to a path below landing; `key` names the file across attempts.

    Raises StillChanging where its source has another state of it afterwards, NotCollected where it
    is too large or its bytes are not those that the source states, and OSError of this machine's
    disk.
    """
    _check_size(home, store, file)
    part = _part(home, key, file)
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _complete(store, file, part)
    after = store.state(file.path)
    if after != file:
        part.unlink()
        raise StillChanging
    _compare(store, file, part)
    os.utime(part, (file.modified, file.modified))
    return place(home, part, target)


def _check_size(home: Path, store: FileSource, file: RemoteFile) -> None:
    limits = bounds.read(home)
    if file.size > limits.max_unpacked_bytes:
        raise NotCollected(
            f"{store.where}: {file.path} has {file.size >> 20:,} MB. Expected at most "
            f"{limits.max_unpacked_mb:,} MB; let it be sent in parts, "
            f"{bounds.stated('max_unpacked_mb')}."
        )


def place(home: Path, part: Path, target: PurePosixPath) -> Landed:
    """Rename a complete file into landing, unless the same bytes lie there already."""
    with part.open("rb") as written:
        sha256 = hashlib.file_digest(written, "sha256").hexdigest()
        os.fsync(written.fileno())  # it may be deleted at its source next
    landed = paths.landing(home) / target
    if landed.is_file() and not landed.is_symlink() and _is(landed, sha256):
        part.unlink()
        return Landed(target, sha256, is_new=False)
    landed.parent.mkdir(parents=True, exist_ok=True)
    os.replace(part, landed)
    folder = os.open(landed.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return Landed(target, sha256, is_new=True)


def forget_parts(home: Path, prefix: str) -> None:
    """Delete what earlier attempts left of files that have changed or gone since."""
    for part in _folder(home).glob(f"{prefix}.*.part"):
        part.unlink()


def _part(home: Path, key: str, file: RemoteFile) -> Path:
    """Its name begins with authority and source, and is another one for another state."""
    prefix, _, rest = key.partition(":")
    state = hashlib.sha256(repr((rest, file)).encode()).hexdigest()[:24]
    return _folder(home) / f"{prefix}.{state}.part"


def _folder(home: Path) -> Path:
    return memory.folder(home) / "parts"


def _complete(store: FileSource, file: RemoteFile, part: Path) -> None:
    """Write what is missing of a file."""
    if part.exists() and not _continue(store, file, part):
        part.unlink()
    if not part.exists():
        with part.open("wb") as copy:
            for chunk in store.read(file, 0):
                copy.write(chunk)


def _continue(store: FileSource, file: RemoteFile, part: Path) -> bool:
    """Continue where an earlier attempt stopped. False where its last bytes are not those of the
    source."""
    start = max(part.stat().st_size - OVERLAP, 0)
    with part.open("r+b") as copy:
        copy.seek(start)
        kept = copy.read()
        for chunk in store.read(file, start):
            again, kept = kept[: len(chunk)], kept[len(chunk) :]
            if not chunk.startswith(again):
                return False
            copy.write(chunk[len(again) :])
    return not kept


def _compare(store: FileSource, file: RemoteFile, part: Path) -> None:
    size = part.stat().st_size
    md5 = None
    if file.md5:
        with part.open("rb") as written:
            md5 = hashlib.file_digest(written, lambda: hashlib.md5(usedforsecurity=False))
    if size == file.size and (md5 is None or md5.hexdigest() == file.md5):
        return
    part.unlink()
    raise NotCollected(
        f"{store.where}: {file.path} came over damaged: found {size:,} bytes"
        f"{', and another MD5' if size == file.size else ''}, expected {file.size:,}. "
        "Nothing is in landing; it is fetched again next time."
    )


def _is(path: Path, sha256: str) -> bool:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
