"""Proposes `file_pattern` from the name of one file."""

import re

from ingest import filenames
from ingest.file_pattern import MONTHS

DAY_FIRST = re.compile(r"(?<!\d)(\d{2})([-_. ]?)(\d{2})\2((?:19|20)\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_. ]?)(0[1-9]|1[0-2])(?:\2(\d{2}))?(?!\d)")
NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
FOUR, TWO = r"(?:19|20)\d{2}", r"\d{2}"
NAMED = {  # a year, with a month in words or a quarter before or after it
    "month": rf"(?<![a-z])(?:{NAMES})(?![a-z])",
    "quarter": r"(?<![a-z0-9])Q[1-4](?!\d)",
}
YEAR, MONTH, DAY = r"(?P<year>\d{4})", r"(?P<month>\d{2})", r"(?P<day>\d{2})"
WORDS = {"month": "(?P<month>[A-Za-z]+)", "quarter": "Q(?P<quarter>[1-4])"}


def pattern(name: str) -> str | None:
    """The pattern of a name with its date as groups; None where it has no date with a month or
    quarter."""
    stem = filenames.stem(name)
    if found := YEAR_FIRST.search(stem):
        parts = [YEAR, MONTH, DAY] if found[4] else [YEAR, MONTH]
    elif found := DAY_FIRST.search(stem):
        parts = [DAY, MONTH, YEAR]
    else:
        return _in_words(stem)
    date = _escaped(found[2]).join(parts)
    return _literal(stem[: found.start()]) + date + _literal(stem[found.end() :])


def _in_words(stem: str) -> str | None:
    """A name with a month in words or a quarter, beside a year of four digits, or else of two."""
    for digits in (FOUR, TWO):
        year = rf"(?<!\d)(?P<year>{digits})(?!\d)"
        for kind, word in NAMED.items():
            for order in (
                rf"{year}(?P<between>[-_. ]*)(?P<word>{word})",
                rf"(?P<word>{word})(?P<between>[-_. ]*){year}",
            ):
                if found := re.search(order, stem, re.IGNORECASE):
                    return _with_groups(stem, found, kind)
    return None


def _with_groups(stem: str, found: re.Match[str], kind: str) -> str:
    year = rf"(?P<year>\d{{{len(found['year'])}}})"
    word = WORDS[kind]
    if kind == "quarter" and found["word"].startswith("q"):
        word = word.replace("Q", "q", 1)
    parts = [year, word] if found.start("year") < found.start("word") else [word, year]
    date = _escaped(found["between"]).join(parts)
    return _literal(stem[: found.start()]) + date + _literal(stem[found.end() :])


def _literal(text: str) -> str:
    """Other digits of a name are counters or times, which differ from file to file."""
    parts = re.split(r"(\d+)", text)
    return "".join(r"\d+" if part.isdigit() else _escaped(part) for part in parts)


def _escaped(text: str) -> str:
    """A hyphen and a blank need no backslash outside brackets, and are read more easily."""
    return re.escape(text).replace("\\-", "-").replace("\\ ", " ")
