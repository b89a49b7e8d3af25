"""One pass over a CSV's bytes: facts that decide how DuckDB reads it."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import FileRejected
from ingest.formats.csv_text import Text

CHUNK = 1 << 20

# Unicode's spaces other than the plain one, in UTF-8. U+2000 to U+202F share their first bytes.
WIDE_SPACES = (b"\xc2\xa0", b"\xe1\x9a\x80", b"\xe2\x80", b"\xe2\x81\x9f", b"\xe3\x80\x80")
# Characters that nobody sees and that `trim` leaves: controls other than tab and line end, line
# separators, zero-width and directional marks.
UNSEEN_ASCII = tuple(bytes([code]) for code in (0x0B, 0x0C, *range(0x1A, 0x20), 0x7F))
UNSEEN = tuple(
    chr(code).encode()
    for code in (
        *range(0x80, 0xA0),
        *(0xAD, 0x61C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFFF9, 0xFFFC),
    )
)


@dataclass(frozen=True)
class TextScan:
    """Whether the text holds tabs or quotation marks; whether it may hold spaces other than the
    plain one, or characters that nobody sees; whether a line is longer than a chunk (1 MiB)."""

    has_tabs: bool
    has_quotes: bool
    may_have_wide_spaces: bool
    may_have_unseen: bool
    has_long_lines: bool


def scan(text: Text, name: str) -> TextScan:
    """Raises FileRejected for a NUL byte anywhere: the file is not text."""
    tabs = quotes = wide = unseen = long = False
    for chunk in chunks(text.path):
        if b"\0" in chunk:
            raise FileRejected(
                f"{name} is not text (it holds NUL bytes). Expected CSV; send it again."
            )
        tabs = tabs or b"\t" in chunk
        quotes = quotes or b'"' in chunk
        wide = wide or _may_have_wide_spaces(chunk)
        unseen = unseen or _may_have_unseen(chunk.removeprefix(BOM_UTF8))
        long = long or (len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk)
    return TextScan(tabs, quotes, wide, unseen, long)


def _may_have_wide_spaces(chunk: bytes) -> bool:
    if chunk.isascii():
        return False
    ends_within_character = not chunk[-2:].isascii()
    return ends_within_character or any(space in chunk for space in WIDE_SPACES)


def _may_have_unseen(chunk: bytes) -> bool:
    if any(control in chunk for control in UNSEEN_ASCII):
        return True
    if chunk.isascii():
        return False
    ends_within_character = not chunk[-2:].isascii()
    return ends_within_character or any(character in chunk for character in UNSEEN)


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
