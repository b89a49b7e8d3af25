"""Makes the line ends of a CSV one kind, except in quoted cells, whose line breaks are text, and
removes the byte order marks of files that were joined."""

import mmap
import re
from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ingest.formats.csv_text import Text

PIECE = 1 << 24
SEVERAL_RETURNS = re.compile(rb"\r\r+\n?")


def normalised(text: Text, target: Path) -> Text:
    """Write the text to `target` with line feeds for CRLF, CRCRLF and CR, without byte order marks.

    DuckDB takes the first line end that it finds for that of the file, and stops at another one. A
    mark before a quoted cell would make the quotation marks a part of it.
    """
    with (
        text.path.open("rb") as source,
        mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as content,
        target.open("wb") as plain,
    ):
        at = 0
        for cell in _quoted_cell(text.delimiter).finditer(content):
            _write(content, at, cell.start(), plain)
            plain.write(cell[0])
            at = cell.end()
        _write(content, at, len(content), plain)
    return replace(text, path=target)


def _quoted_cell(delimiter: str) -> re.Pattern[bytes]:
    """A quoted cell of several lines. A quotation mark within a cell opens nothing."""
    mark = re.escape(delimiter.encode())
    return re.compile(
        rb'(?<![^\r\n%b])"[^"\r\n]*(?:""[^"\r\n]*)*[\r\n][^"]*(?:""[^"]*)*"(?=[\r\n%b]|\Z)'
        % (mark, mark)
    )


def _write(content: mmap.mmap, start: int, stop: int, plain: BinaryIO) -> None:
    """Write a part without quoted cells of several lines. No line end is cut in two."""
    while start < stop:
        end = min(start + PIECE, stop)
        while end < stop and content[end : end + 1] in (b"\r", b"\n"):
            end += 1
        piece = SEVERAL_RETURNS.sub(_feeds, content[start:end])
        piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        plain.write(piece.removeprefix(BOM_UTF8).replace(b"\n" + BOM_UTF8, b"\n"))
        start = end


def _feeds(returns: re.Match[bytes]) -> bytes:
    """Carriage returns before a line feed are one line end with it, others one each."""
    return b"\n" if returns[0].endswith(b"\n") else b"\n" * len(returns[0])
