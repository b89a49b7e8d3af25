"""Write files whole, the same bytes for the same content, and leave unchanged files alone."""

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
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import IO, TextIO, cast

from synthetic.authority import Dialect

EVENING = time(22, 30, tzinfo=UTC)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path` to write to; put it in place if the bytes differ."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The leading dot keeps a half-written file out of every landing pattern.
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
    """Write readable JSON with its keys in the order given."""
    write_bytes(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())


def write_rows(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], dialect: Dialect
) -> None:
    """Write a small CSV in an authority's dialect."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow([c.upper() for c in columns] if dialect.upper_header else columns)
    writer.writerows(rows)
    write_bytes(path, text.getvalue().encode(dialect.encoding))


@contextmanager
def text_writer(temporary: Path, zipped: bool) -> Iterator[TextIO]:
    """Open a stream for a large CSV; gzip carries neither clock nor file name."""
    with ExitStack() as open_files:
        file: IO[bytes] = open_files.enter_context(temporary.open("wb"))
        if zipped:
            packed = gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0)
            file = cast(IO[bytes], open_files.enter_context(packed))
        yield open_files.enter_context(io.TextIOWrapper(file, encoding="utf-8", newline=""))


def sent(path: Path, day: date) -> None:
    """Let a file have come on the evening of a day: what is late doesn't hang on today's date."""
    moment = datetime.combine(day, EVENING).timestamp()
    os.utime(path, (moment, moment))


def sha256(path: Path) -> str:
    """Return the hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pounds(pence: int) -> str:
    """Write pence as plain pounds, `-120.00`."""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def accounting_pounds(pence: int) -> str:
    """Write pence as accountants do, `1,496.00` and `(120.00)`."""
    text = f"{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
    return f"({text})" if pence < 0 else text
