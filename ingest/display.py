"""File names and other text of senders, made safe to print and store. They can hold bytes that are
not text, line breaks, or control sequences of a terminal."""

import os
import unicodedata

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


def _code(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # Python's form of a byte that is not UTF-8
        return f"\\x{os.fsencode(character).hex()}"
    return character.encode("unicode_escape").decode("ascii")
