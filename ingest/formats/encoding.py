"""The encoding of a text file: UTF-8, UTF-16 or cp1252, which Windows writes."""

import codecs
from pathlib import Path

from ingest.errors import FileRejected

CHUNK = 1 << 20
REPLACEMENT = "\ufffd"
UTF_8, UTF_16, CP1252 = "UTF-8", "UTF-16", "cp1252"


def to_utf8(path: Path, name: str, target: Path) -> str:
    """Write a text that is not UTF-8 throughout to `target` as UTF-8; return its encoding.

    In a text with at least as many valid as invalid sequences of UTF-8, some bytes are damaged:
    each invalid sequence becomes U+FFFD. Raises FileRejected for bytes that fit no encoding.
    """
    encoding = _encoding(path)
    errors = "replace" if encoding == UTF_8 else "strict"
    try:
        with (
            path.open(encoding=encoding, errors=errors, newline="") as text,
            target.open("w", encoding="utf-8", newline="") as plain,
        ):
            while chunk := text.read(CHUNK):
                plain.write(chunk)
    except UnicodeError as error:
        raise FileRejected(
            f"{name} is neither UTF-8 nor {encoding}: byte {getattr(error, 'start', '?')} fits "
            "neither. Export it again as UTF-8."
        ) from None
    return encoding


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return UTF_16
    valid = invalid = 0
    with path.open(encoding="utf-8", errors="replace", newline="") as text:
        while chunk := text.read(CHUNK):
            replaced = chunk.count(REPLACEMENT)
            invalid += replaced
            valid += len(chunk) - len(chunk.encode("ascii", "ignore")) - replaced
    return UTF_8 if valid >= invalid else CP1252


def is_utf8(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    """Whether the next bytes of a stream are UTF-8."""
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
