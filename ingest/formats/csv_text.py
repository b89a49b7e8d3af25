"""Converts a CSV as received (gzip, byte order mark, cp1252, UTF-16, four delimiters) to UTF-8."""

import codecs
import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.header_name import occurrence, plain

CHUNK = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
HEADER_BYTES = 1 << 18
MAX_UNPACKED = 4 << 30


@dataclass(frozen=True)
class Text:
    """A readable CSV: UTF-8 on disk, its delimiter and its header row as sent.

    The rows of a workbook or Parquet file become one too. `constants` are cells that hold for every
    row, and belong to the last headers. `numbered`: each record ends with its row number in the
    sheet.
    """

    path: Path
    delimiter: str
    headers: list[str]
    constants: tuple[str, ...] = ()
    numbered: bool = False


def open_text(kept: Path, name: str, utf8: bool, known_headers: set[str], scratch: Path) -> Text:
    """Make the stored bytes readable. `scratch` is written only where they are not plain UTF-8.

    Raises FileRejected for an empty file, a broken gzip, or text in no known encoding.
    """
    path = kept
    if name.lower().endswith(".gz"):
        utf8 = _decompress(kept, name, scratch)
        path = scratch
    if not utf8:
        path = _to_utf8(path, name, scratch)
    with path.open("rb") as stream:
        start = stream.read(HEADER_BYTES)
    if not start.strip(codecs.BOM_UTF8 + b" \t\r\n"):
        raise FileRejected(f"{name} is empty. Expected a header and rows; send it again.")
    if b"\0" in start:
        raise FileRejected(f"{name} is not text (it holds NUL bytes). Expected CSV; send it again.")
    if len(start) == HEADER_BYTES and b"\n" not in start and b"\r" not in start:
        raise FileRejected(
            f"{name} has a first line of more than {HEADER_BYTES >> 10} KiB. Expected the headers "
            "in it and each row in a line of its own; send it again."
        )
    delimiter, headers = _header(start, known_headers)
    return Text(path, delimiter, headers)


def _decompress(kept: Path, name: str, scratch: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    try:
        with gzip.open(kept, "rb") as packed, scratch.open("wb") as plain:
            while chunk := packed.read(CHUNK):
                if plain.tell() > MAX_UNPACKED:
                    raise FileRejected(
                        f"{name} unpacks to more than {MAX_UNPACKED >> 30} GiB. Expected less; "
                        "send it in parts."
                    )
                plain.write(chunk)
                utf8 = utf8 and _is_utf8(decoder, chunk)
    except EOFError:
        raise FileRejected(
            f"{name} is a truncated gzip: its end mark is missing. Nothing of it was loaded; "
            "send the whole file again."
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise FileRejected(f"{name} is no readable gzip ({error}). Send it again.") from None
    return utf8 and _is_utf8(decoder, b"", final=True)


def _is_utf8(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _to_utf8(path: Path, name: str, scratch: Path) -> Path:
    """Read text as UTF-16 where it begins with that mark, else as cp1252, which Windows writes."""
    with path.open("rb") as stream:
        mark = stream.read(2)
    encoding = "utf-16" if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "cp1252"
    target = scratch.with_suffix(".utf8")
    try:
        with (
            path.open(encoding=encoding, newline="") as text,
            target.open("w", encoding="utf-8", newline="") as plain,
        ):
            while chunk := text.read(CHUNK):
                plain.write(chunk)
    except UnicodeError as error:
        raise FileRejected(
            f"{name} is neither UTF-8 nor {encoding}: byte {getattr(error, 'start', '?')} fits "
            "neither. Export it again as UTF-8."
        ) from None
    return target


def _header(start: bytes, known: set[str]) -> tuple[str, list[str]]:
    """The delimiter is the one that splits the header into the most known names."""
    text = start.decode("utf-8-sig", errors="ignore")
    rows = {mark: _first_row(text, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: _score(rows[mark], known))
    return best, rows[best]


def _first_row(text: str, delimiter: str) -> list[str]:
    """The cells of the first row; none where the start of the file is not CSV."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _score(headers: list[str], known: set[str]) -> tuple[int, int]:
    return sum(plain(header) in known for header in headers), len(headers)


def known_headers(contract: Contract) -> set[str]:
    """The headers that a contract names, compared as `plain` compares them."""
    names = [*contract.ignored_headers, *contract.columns]
    for column in contract.columns.values():
        names += column.aliases
    for spellings in contract.headers.values():
        names += spellings
    return {occurrence(name)[0] for name in names}
