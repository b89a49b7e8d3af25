"""One pass over a CSV's bytes: facts that decide how DuckDB reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import FileRejected
from ingest.formats.csv_text import Text

CHUNK = 1 << 20

# Unicode's spaces other than the plain one, in UTF-8. U+2000 to U+202F share their first bytes.
WIDE_SPACES = (b"\xc2\xa0", b"\xe1\x9a\x80", b"\xe2\x80", b"\xe2\x81\x9f", b"\xe3\x80\x80")


@dataclass(frozen=True)
class TextScan:
    """Whether the text holds tabs or quotation marks; whether it may hold spaces other than the
    plain one; whether a line is longer than a chunk (1 MiB)."""

    has_tabs: bool
    has_quotes: bool
    may_have_wide_spaces: bool
    has_long_lines: bool


def scan(text: Text, name: str) -> TextScan:
    """Raises FileRejected for a NUL byte anywhere: the file is not text."""
    tabs = quotes = wide = long = False
    for chunk in chunks(text.path):
        if b"\0" in chunk:
            raise FileRejected(
                f"{name} is not text (it holds NUL bytes). Expected CSV; send it again."
            )
        tabs = tabs or b"\t" in chunk
        quotes = quotes or b'"' in chunk
        wide = wide or _may_have_wide_spaces(chunk)
        long = long or (len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk)
    return TextScan(tabs, quotes, wide, long)


def _may_have_wide_spaces(chunk: bytes) -> bool:
    if chunk.isascii():
        return False
    ends_within_character = not chunk[-2:].isascii()
    return ends_within_character or any(space in chunk for space in WIDE_SPACES)


def count_lines(path: Path) -> int:
    """Physical lines, ended by line feeds or carriage returns."""
    feeds = returns = 0
    last = b""
    for chunk in chunks(path):
        feeds += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        last = chunk[-1:]
    return max(feeds, returns) + (last not in (b"\n", b"\r"))


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
