"""Converts a CSV as received (gzip, byte order mark, cp1252, UTF-16, four delimiters, a title above
the header) to a table in UTF-8."""

import codecs
import gzip
import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats import encoding, header_rows, other_format
from settings import bounds as bounds_file
from settings.bounds import Bounds

CHUNK = 1 << 20
HEADER_BYTES = 1 << 18


@dataclass(frozen=True)
class Text:
    """A readable CSV: UTF-8 on disk, its delimiter and its header row as sent.

    The rows of a workbook or Parquet file become one too. `constants` are cells that hold for every
    row, and belong to the last headers. `numbered`: each record ends with its row number in the
    sheet. `title_rows`: rows of the file above its header, which the text lacks; `has_title`:
    whether any of them was filled; `title`: their filled cells. `encoding` is that of the file.
    `remarks` are for the receipt.
    """

    path: Path
    delimiter: str
    headers: list[str]
    constants: tuple[str, ...] = ()
    numbered: bool = False
    title_rows: int = 0
    has_title: bool = False
    title: tuple[str, ...] = ()
    encoding: str = encoding.UTF_8
    remarks: tuple[str, ...] = ()


def open_text(
    kept: Path, name: str, utf8: bool, contract: Contract, bounds: Bounds, scratch: Path
) -> Text:
    """Make the stored bytes readable. `scratch` is written only where they are not plain UTF-8 with
    the header in the first row.

    Raises FileRejected for an empty file, a broken gzip, text in no known encoding, or a title
    without a value that the contract expects there.
    """
    path, encoded = kept, encoding.UTF_8
    if name.lower().endswith(".gz"):
        utf8 = _decompress(kept, name, bounds, scratch)
        path = scratch
    beginning = _beginning(path)
    other_format.check_text(beginning, name)
    if not utf8 or encoding.utf_16_without_mark(beginning):
        target = scratch.with_suffix(".utf8")
        encoded = encoding.to_utf8(path, name, target)
        path = target
    start = _start(path, name)
    header = header_rows.find(start, name, contract)
    if header.title_bytes:
        path = _without_title(path, header.title_bytes, scratch.with_suffix(".table"))
    values = header_rows.title_values(contract, name, header.headers, header.above)
    return Text(
        path,
        header.delimiter,
        [*header.headers, *values],
        tuple(values.values()),
        title_rows=header.title_rows,
        has_title=bool(header.above),
        title=tuple(header.above),
        encoding=encoded,
    )


def _beginning(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(encoding.BEGINNING)


def _start(path: Path, name: str) -> bytes:
    """The part of the file that holds the header."""
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
    return start


def _without_title(path: Path, title_bytes: int, target: Path) -> Path:
    with path.open("rb") as stream, target.open("wb") as table:
        stream.seek(title_bytes)
        shutil.copyfileobj(stream, table, CHUNK)
    return target


def _decompress(kept: Path, name: str, bounds: Bounds, scratch: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    try:
        with gzip.open(kept, "rb") as packed, scratch.open("wb") as plain:
            while chunk := packed.read(CHUNK):
                if plain.tell() > bounds.max_unpacked_bytes:
                    raise FileRejected(
                        f"{name} unpacks to more than {bounds.max_unpacked_mb:,} MB. Expected "
                        f"less; send it in parts, {bounds_file.stated('max_unpacked_mb')}."
                    )
                plain.write(chunk)
                utf8 = utf8 and encoding.is_utf8(decoder, chunk)
    except EOFError:
        raise FileRejected(
            f"{name} is a truncated gzip: its end mark is missing. Nothing of it was loaded; "
            "send the whole file again."
        ) from None
    except (gzip.BadGzipFile, zlib.error):
        raise FileRejected(other_format.no_gzip(kept, name)) from None
    return utf8 and encoding.is_utf8(decoder, b"", final=True)
