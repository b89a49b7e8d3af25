"""Compares the headers of files with those that a contract names."""

import re
import unicodedata

OCCURRENCE = re.compile(r"(.+)__(\d+)")


def plain(header: str) -> str:
    """A header for comparison: without case, outer spaces and characters that nobody sees (a byte
    order mark), with one space between words."""
    if not header.isascii():
        header = "".join(each for each in header if unicodedata.category(each) != "Cf")
    return " ".join(header.replace("_", " ").split()).casefold()


def occurrence(header: str) -> tuple[str, int | None]:
    """A header for comparison, and which of several equal ones is meant: `Account Code__2` is the
    second `Account Code` from the left. None: the only one."""
    numbered = OCCURRENCE.fullmatch(header.strip())
    return (plain(numbered[1]), int(numbered[2])) if numbered else (plain(header), None)
