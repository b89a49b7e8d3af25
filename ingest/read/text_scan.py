"""One pass over a CSV's bytes: facts that decide how DuckDB reads it."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import FileRejected
from ingest.formats.csv_text import Text
from ingest.formats.encoding import REPLACEMENT
from ingest.read import byte_search
from ingest.read.values import text_marks
from ingest.read.values.damaged_cells import ERROR_WORDS

CHUNK = 1 << 20
OVERLAP = max(map(len, ERROR_WORDS)) - 1

# Unicode's spaces other than the plain one, in UTF-8. U+2000 to U+202F share their first bytes.
WIDE_SPACES = (b"\xc2\xa0", b"\xe1\x9a\x80", b"\xe2\x80", b"\xe2\x81\x9f", b"\xe3\x80\x80")
# Characters that nobody sees and that `trim` leaves: controls other than tab and line end, line
# separators, zero-width and directional marks.
UNSEEN_ASCII = tuple(
    bytes([code]) for code in (*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)
)
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


# What is left of a pound sign, an accent or a quotation mark where UTF-8 was read as cp1252 and
# encoded again: it begins with one of Â, Ã and â€.
ENCODED_TWICE = ("\u00c2\u00a3", "\u00c3\u00a9", "\u00c3\u00ab", "\u00c3\u00b3", "\u00e2\u20ac")
TWICE = tuple(each.encode() for each in ENCODED_TWICE)
WITHOUT_PLUS = re.compile(rb"[.,][0-9]+[Ee][0-9]")  # 4.50012E9, as Java writes it
BEGIN_EXPONENTS = [f"{digit}{letter}".encode() for digit in range(10) for letter in "Ee"]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT_DATES = [each.encode() for month in MONTHS for each in (f"-{month}", f"{month}-")]
FOR_NOTHING = (b"NULL", b"null", b"N/A", b"n/a", b"\\N")


@dataclass(frozen=True)
class TextScan:
    """What the bytes of a text show. A field `may_have_…` can be true without the thing being
    there, and is never false where it is there."""

    has_tabs: bool
    has_quotes: bool  # quotation marks
    may_have_wide_spaces: bool  # spaces other than the plain one
    may_have_unseen: bool  # characters that nobody sees
    has_mixed_line_ends: bool  # line ends of several kinds
    ends_in_line: bool  # no line end at the end
    has_error_words: bool  # it may hold a spreadsheet's errors, such as #N/A
    may_have_text_marks: bool  # marks that keep a number as text: '012345
    may_have_exponents: bool  # 4.5E+09; those without a plus are found in the first chunk only
    may_have_decimal_wholes: bool  # whole numbers written as decimals: 12.0
    has_inner_order_marks: bool  # a byte order mark below the first line: joined files
    is_encoded_twice: bool
    begins_with_words_for_nothing: bool  # the first chunk may hold NULL or N/A
    begins_with_short_dates: bool  # the first chunk may hold 05-Mar
    has_delimiters_at_line_ends: bool  # a line ends with a delimiter or an empty quoted cell
    unreadable_characters: int  # U+FFFD, which stands for bytes that can't be read


def scan(text: Text, name: str) -> TextScan:
    """Raises FileRejected for a NUL byte anywhere: the file is not text."""
    tabs = quotes = wide = unseen = errors = marks = False
    exponents = wholes = inner = twice = nothing = dates = at_ends = False
    ends, unreadable, before = _LineEnds(), 0, b""
    for chunk in chunks(text.path):
        if b"\0" in chunk:
            raise FileRejected(
                f"{name} is not text (it holds NUL bytes). Expected CSV; send it again."
            )
        tabs = tabs or b"\t" in chunk
        quotes = quotes or b'"' in chunk
        wide = wide or _may_have_wide_spaces(chunk)
        unseen = unseen or _may_have_unseen(chunk.removeprefix(BOM_UTF8))
        errors = errors or _has_error_words(before, chunk)
        marks = marks or text_marks.may_be_in(before, chunk)
        exponents = exponents or _may_have_exponents(before, chunk)
        exponents = exponents or (not before and _may_have_exponents_without_plus(chunk))
        wholes = wholes or _may_have_decimal_wholes(before, chunk, text.delimiter)
        inner = inner or _has_inner_order_mark(before, chunk)
        twice = twice or (not chunk.isascii() and any(each in chunk for each in TWICE))
        nothing = nothing or (not before and _holds_any(chunk, FOR_NOTHING))
        dates = dates or (not before and _holds_any(chunk, SHORT_DATES))
        at_ends = at_ends or _has_delimiter_at_line_end(before, chunk, text.delimiter)
        unreadable += _unreadable(before, chunk)
        ends.add(chunk)
        before = chunk[-OVERLAP:]
    in_line = before[-1:] not in (b"\n", b"\r")
    return TextScan(
        has_tabs=tabs,
        has_quotes=quotes,
        may_have_wide_spaces=wide,
        may_have_unseen=unseen,
        has_mixed_line_ends=ends.are_mixed,
        ends_in_line=in_line,
        has_error_words=errors,
        may_have_text_marks=marks,
        may_have_exponents=exponents,
        may_have_decimal_wholes=wholes,
        has_inner_order_marks=inner,
        is_encoded_twice=twice,
        begins_with_words_for_nothing=nothing,
        begins_with_short_dates=dates,
        has_delimiters_at_line_ends=at_ends or (in_line and _is_line_end(before, text.delimiter)),
        unreadable_characters=unreadable,
    )


class _LineEnds:
    """Counts the line ends of a text. Those in quoted cells count too."""

    def __init__(self) -> None:
        self._returns = self._feeds = 0
        self._feeds_alone = False

    def add(self, chunk: bytes) -> None:
        if b"\r" in chunk:  # most files have none, which is found fastest
            self._returns += byte_search.count(chunk, b"\r")
            self._feeds += byte_search.count(chunk, b"\n")
        else:
            self._feeds_alone = self._feeds_alone or b"\n" in chunk

    @property
    def are_mixed(self) -> bool:
        if not self._returns:
            return False
        return self._feeds_alone or self._feeds not in (0, self._returns)


def _has_inner_order_mark(before: bytes, chunk: bytes) -> bool:
    if chunk.isascii():
        return False
    across = before[-4:] + chunk[:3]
    return any(end + BOM_UTF8 in each for each in (chunk, across) for end in (b"\n", b"\r"))


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


def _has_error_words(before: bytes, chunk: bytes) -> bool:
    """Whether a word is in the chunk, or begins in the bytes before it."""
    if b"#" not in chunk and b"#" not in before:
        return False
    across = before + chunk[:OVERLAP]
    words = [word.encode() for word in ERROR_WORDS]
    return any(word in chunk or word in across for word in words)


def _may_have_exponents(before: bytes, chunk: bytes) -> bool:
    if b"+" not in chunk:  # found ten times as fast as the two bytes
        return False
    across = before[-1:] + chunk[:1]
    return any(each in chunk or each == across for each in (b"E+", b"e+"))


def _may_have_exponents_without_plus(chunk: bytes) -> bool:
    """The pattern takes longer than all else in a chunk, and few chunks hold what begins one."""
    return _holds_any(chunk, BEGIN_EXPONENTS) and WITHOUT_PLUS.search(chunk) is not None


def _holds_any(chunk: bytes, texts: Iterable[bytes]) -> bool:
    return any(byte_search.holds(chunk, text) for text in texts)


def _may_have_decimal_wholes(before: bytes, chunk: bytes, delimiter: str) -> bool:
    across, end = before[-2:] + chunk[:2], b".0" + delimiter.encode()
    if end in across or byte_search.holds(chunk, end):
        return True
    return b'.0"' in across or byte_search.holds(chunk, b'.0"')


def _has_delimiter_at_line_end(before: bytes, chunk: bytes, delimiter: str) -> bool:
    across = before[-3:] + chunk[:1]
    ends = [mark + end for mark in _at_line_end(delimiter) for end in (b"\n", b"\r")]
    return any(each in across or byte_search.holds(chunk, each) for each in ends)


def _is_line_end(before: bytes, delimiter: str) -> bool:
    return before.endswith(_at_line_end(delimiter))


def _at_line_end(delimiter: str) -> tuple[bytes, ...]:
    return delimiter.encode(), delimiter.encode() + b'""'


def _unreadable(before: bytes, chunk: bytes) -> int:
    if chunk.isascii():
        return 0
    across, replacement = before[-2:] + chunk[:2], REPLACEMENT.encode()
    return chunk.count(replacement) + across.count(replacement)


def count_lines(path: Path) -> int:
    """Physical lines, ended by line feeds or carriage returns."""
    feeds = returns = 0
    last = b""
    for chunk in chunks(path):
        feeds += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        last = chunk[-1:]
    return max(feeds, returns) + (last not in (b"\n", b"\r"))


def first_line_with(path: Path, *found: str) -> int:
    """The number of the first physical line that holds one of these texts."""
    with path.open(encoding="utf-8") as stream:
        return next(
            number for number, line in enumerate(stream, 1) if any(each in line for each in found)
        )


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
