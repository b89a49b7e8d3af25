"""The store of received bytes, each under its hash. A file is copied before it is read, so that a
sender who overwrites it changes nothing."""

import codecs
import errno
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from ingest import paths
from send_home import temporary

CHUNK = 1 << 20
READABLE = (
    "Expected files and folders that the user of the nights can read: correct their owner or mode."
)


class FileChanging(Exception):
    """The file changed, or was removed, while it was copied: it has not arrived yet."""


class FileUnreadable(Exception):
    """The file can't be opened or read, or is too large; the text is the reason."""

    def __init__(self, reason: str | None, expected: str = READABLE) -> None:
        super().__init__(reason)
        self.expected = expected


@dataclass(frozen=True)
class StoredBytes:
    """Hash, size and encoding of stored bytes."""

    sha256: str
    size_bytes: int
    utf8: bool


def store(home: Path, stream: IO[bytes]) -> StoredBytes:
    """Store the bytes of a stream."""
    part, stored = _copy(home, stream)
    _rename(home, part, stored.sha256)
    return stored


def store_file(home: Path, stream: BinaryIO, state: os.stat_result) -> StoredBytes:
    """Store a file of landing. Raises FileChanging, and stores nothing, where its size or time is
    no longer that of `state`."""
    part, stored = _copy(home, stream)
    now = os.fstat(stream.fileno())
    if (now.st_size, now.st_mtime_ns) != (state.st_size, state.st_mtime_ns):
        part.unlink()
        raise FileChanging
    _rename(home, part, stored.sha256)
    return stored


def has_hash(path: Path, sha256: str) -> bool:
    """Whether a regular file has these bytes; a sector that can't be read counts as changed."""
    if path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return False


def is_utf8(path: Path) -> bool:
    """Whether the bytes of a file are UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        is_text = all(_decodes(decoder, chunk) for chunk in _chunks(stream))
    return is_text and _decodes(decoder, b"", final=True)


def _copy(home: Path, stream: IO[bytes]) -> tuple[Path, StoredBytes]:
    """Copy a stream to a temporary file in one pass, which also finds hash, size and encoding."""
    folder = paths.received(home) / "bytes"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = temporary.file(folder / "received")
    digest, size, decoder = hashlib.sha256(), 0, codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    try:
        with part.open("wb") as copy:
            for chunk in _chunks(stream):
                digest.update(chunk)
                copy.write(chunk)
                size += len(chunk)
                utf8 = utf8 and _decodes(decoder, chunk)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    utf8 = utf8 and _decodes(decoder, b"", final=True)
    return part, StoredBytes(digest.hexdigest(), size, utf8)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Raises FileUnreadable where reading fails, so that it is distinguished from a full disk."""
    try:
        while chunk := stream.read(CHUNK):
            yield chunk
    except OSError as error:
        raise FileUnreadable(error.strerror) from None


def _rename(home: Path, part: Path, sha256: str) -> None:
    target = paths.received_bytes(home, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    part.chmod(0o400)
    os.replace(part, target)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    has_begun, _ = decoder.getstate()
    if not has_begun and chunk.isascii():  # found ten times as fast
        return True
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
