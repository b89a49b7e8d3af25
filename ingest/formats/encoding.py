"""The encoding of a text file: UTF-8, UTF-16 or cp1252, which Windows writes."""

import codecs
from pathlib import Path

from ingest.errors import FileRejected

CHUNK = 1 << 20
REPLACEMENT = "\ufffd"
UTF_8, UTF_16, CP1252 = "UTF-8", "UTF-16", "cp1252"
UTF_16_LE, UTF_16_BE = "UTF-16-LE", "UTF-16-BE"
BEGINNING = 1 << 12  # bytes


def to_utf8(path: Path, name: str, target: Path) -> str:
    """Write a text that is not UTF-8 throughout to `target` as UTF-8; return its encoding.

    In a text with at least as many valid as invalid sequences of UTF-8, some bytes are damaged:
    each invalid sequence becomes U+FFFD. So does each byte that cp1252 does not have, where most
    others beyond ASCII are letters. Raises FileRejected for bytes that fit no encoding.
    """
    encoding = _encoding(path)
    errors = "replace" if encoding in (UTF_8, CP1252) else "strict"
    beyond_ascii = replaced = 0
    try:
        with (
            path.open(encoding=encoding, errors=errors, newline="") as text,
            target.open("w", encoding="utf-8", newline="") as plain,
        ):
            while chunk := text.read(CHUNK):
                beyond_ascii += len(chunk) - len(chunk.encode("ascii", "ignore"))
                replaced += chunk.count(REPLACEMENT)
                plain.write(chunk)
    except UnicodeError:
        raise FileRejected(
            f"{name} begins as {encoding} and does not go on so. Expected text in one encoding; "
            "export it again as UTF-8."
        ) from None
    if encoding == CP1252 and 2 * replaced > beyond_ascii:
        raise FileRejected(
            f"{name} is text neither in UTF-8 nor in cp1252, which Windows writes. Expected one of "
            "them; export it again as UTF-8."
        )
    return encoding


def utf_16_without_mark(start: bytes) -> str | None:
    """UTF-16 by the beginning of a file without a byte order mark: nearly every second byte is
    zero."""
    beginning = start[: min(BEGINNING, len(start)) // 2 * 2]
    even, odd = (beginning[n::2].count(0) * 20 / max(len(beginning), 1) for n in (0, 1))
    if max(even, odd) < 8 or min(even, odd) > 1:  # of 10
        return None
    return UTF_16_LE if odd > even else UTF_16_BE


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(BEGINNING)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF_16
    if without_mark := utf_16_without_mark(start):
        return without_mark
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
