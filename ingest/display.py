"""What senders write, such as the name of a file, as it may be shown and stored: it can hold bytes
that are no text, a line of its own for the console, or a terminal's commands."""

import os
import unicodedata

# control, format (those that turn the direction of writing among them), no character at all,
# and what ends a line
NEVER_SHOWN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def printable(text: str) -> str:
    """The text, every character that can't be shown and every byte that is no UTF-8 written as its
    code: `\\x1b`, `\\u202e`. What it returns is shown as it is."""
    return "".join(
        _code(sign) if unicodedata.category(sign) in NEVER_SHOWN else sign for sign in text
    )


def _code(sign: str) -> str:
    if "\udc80" <= sign <= "\udcff":  # how Python holds a byte of a name that is no UTF-8
        return f"\\x{os.fsencode(sign).hex()}"
    return sign.encode("unicode_escape").decode("ascii")
