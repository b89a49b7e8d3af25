"""File names and other text of senders, made safe to print and store. They can hold bytes that are
not text, line breaks, or control sequences of a terminal."""

import os
import re
import unicodedata
from collections.abc import Collection

# Control and format characters (which can reverse the direction of text), unassigned characters,
# and line ends.
UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def printable(text: str) -> str:
    """Write each unprintable character, and each byte that is not UTF-8, as its code: `\\x1b`,
    `\\u202e`. Printable text is returned unchanged."""
    return "".join(
        _code(character) if unicodedata.category(character) in UNPRINTABLE else character
        for character in text
    )


def headers(names: Collection[str], longest: int) -> list[str]:
    """Headers as a message may show them: where a number in one can mean that a person's row stands
    in their place, only the shapes of all."""
    if any(map(_is_of_a_row, names)):
        return [re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", name))[:30] for name in names]
    return [printable(name[:longest]) for name in names]


def _is_of_a_row(name: str) -> bool:
    """Whether a header holds what stands in rows: a long number, a date, or a number alone. One
    number among words, as in "Week 20 Exception", is that of a header."""
    return bool(re.search(r"\d{3}|\d\W\d", name) or re.fullmatch(r"[\W\d]*\d[\W\d]*", name))


def _code(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # Python's form of a byte that is not UTF-8
        return f"\\x{os.fsencode(character).hex()}"
    return character.encode("unicode_escape").decode("ascii")
