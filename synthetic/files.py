"""Write files atomically, with the same bytes for the same content; unchanged files stay as is."""

from __future__ import annotations

import csv
import filecmp
import gzip
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import IO, TextIO, cast

from synthetic.authority import Dialect

EVENING = time(22, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One data file that was written, with its number of rows without the header."""

    path: Path
    dataset: str
    business_date: date
    rows: int


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on exit, replace `path` if the bytes differ."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # No landing pattern matches a name with a leading dot, so a partial file is never picked up.
    temporary = path.with_name(f".{path.name}.writing")
    try:
        yield temporary
        if not (path.exists() and filecmp.cmp(temporary, path, shallow=False)):
            os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write one small file."""
    with whole_file(path) as temporary:
        temporary.write_bytes(content)


def write_json(path: Path, content: object) -> None:
    """Write indented JSON; keys stay in their order."""
    write_bytes(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())


def write_rows(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], dialect: Dialect
) -> None:
    """Write a small CSV in the format of an authority's system."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow([c.upper() for c in columns] if dialect.upper_header else columns)
    writer.writerows(rows)
    write_bytes(path, text.getvalue().encode(dialect.encoding))


@contextmanager
def text_writer(temporary: Path, zipped: bool) -> Iterator[TextIO]:
    """Open a text stream for a large CSV, gzipped without a time or file name in its header."""
    with ExitStack() as open_files:
        file: IO[bytes] = open_files.enter_context(temporary.open("wb"))
        if zipped:
            packed = gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0)
            file = cast(IO[bytes], open_files.enter_context(packed))
        yield open_files.enter_context(io.TextIOWrapper(file, encoding="utf-8", newline=""))


def set_arrival_time(path: Path, day: date) -> None:
    """Set a file's time to the evening of a day, so that lateness does not depend on the clock."""
    moment = datetime.combine(day, EVENING).timestamp()
    os.utime(path, (moment, moment))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pounds(pence: int) -> str:
    """Format pence as plain pounds, `-120.00`."""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def accounting_pounds(pence: int) -> str:
    """Format pence as accounting pounds, `1,496.00` and `(120.00)`."""
    text = f"{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
    return f"({text})" if pence < 0 else text
