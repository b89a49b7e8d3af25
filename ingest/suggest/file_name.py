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
# a financial year, with a period before or after it: P08_2026-27, 2026-27 Period 8
FINANCIAL_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<slash>[-_/ ]?)(?P<next>\d{2})(?!\d)"
PERIOD = r"(?<![a-z0-9])(?P<word>P(?:er(?:iod)?)?[-_. ]?)(?P<period>0?[1-9]|1[0-4])(?!\d)"
# a day with its month in words: 20 Nov 2026, 3rd-April-22
DAY_IN_WORDS = re.compile(
    r"(?<![a-z0-9])(?P<day>0?[1-9]|[12]\d|3[01])(?P<ordinal>st|nd|rd|th)?(?P<before>[-_. ]*)"
    rf"(?P<month>{NAMES})(?![a-z])(?P<after>[-_. ]*)(?P<year>(?:19|20)\d{{2}}|\d{{2}})(?!\d)",
    re.IGNORECASE,
)
TWO_DIGITS = re.compile(r"(?<!\d)(\d{2})([-_. ]?)(0[1-9]|1[0-2])\2(\d{2})(?!\d)")
MOST_DAYS = 31
YEAR, MONTH, DAY = r"(?P<year>\d{4})", r"(?P<month>\d{2})", r"(?P<day>\d{2})"
WORDS = {"month": "(?P<month>[A-Za-z]+)", "quarter": "Q(?P<quarter>[1-4])"}


def pattern(name: str) -> str | None:
    """The pattern of a name with its date as groups; None where it has no date with a month,
    quarter or financial period."""
    stem = filenames.stem(name)
    if named := _of_period(stem) or _of_day_in_words(stem):
        return named
    if found := YEAR_FIRST.search(stem):
        parts = [YEAR, MONTH, DAY] if found[4] else [YEAR, MONTH]
    elif found := DAY_FIRST.search(stem):
        parts = [DAY, MONTH, YEAR]
    else:
        return _in_words(stem)
    date = _escaped(found[2]).join(parts)
    return _literal(stem[: found.start()]) + date + _literal(stem[found.end() :])


def two_digit_years(name: str) -> list[tuple[str, str]]:
    """Which two digits of a date such as 26-11-20 can be its year, each with the pattern."""
    stem = filenames.stem(name)
    found = TWO_DIGITS.search(stem)
    if not found:
        return []
    short = r"(?P<year>\d{2})"
    orders = {
        "the first": (found[4], [short, MONTH, DAY]),
        "the last": (found[1], [DAY, MONTH, short]),
    }
    before, between = _literal(stem[: found.start()]), _escaped(found[2])
    after = _literal(stem[found.end() :])
    return [
        (reading, before + between.join(parts) + after)
        for reading, (day, parts) in orders.items()
        if 1 <= int(day) <= MOST_DAYS
    ]


def _of_period(stem: str) -> str | None:
    """The pattern of a name with a financial year and a period. Its group `year` is the first year
    of the two, as in `file_pattern.py`."""
    for order in (rf"{PERIOD}(?P<between>[-_. ]*){FINANCIAL_YEAR}",
                  rf"{FINANCIAL_YEAR}(?P<between>[-_. ]*){PERIOD}"):  # fmt: skip
        found = re.search(order, stem, re.IGNORECASE)
        if found and int(found["next"]) == (int(found["year"]) + 1) % 100:
            year = YEAR + _escaped(found["slash"]) + r"\d{2}"
            period = _escaped(found["word"]) + r"(?P<period>\d{1,2})"
            parts = (
                [period, year] if found.start("period") < found.start("year") else [year, period]
            )
            date = _escaped(found["between"]).join(parts)
            return _literal(stem[: found.start()]) + date + _literal(stem[found.end() :])
    return None


def _of_day_in_words(stem: str) -> str | None:
    """The pattern of a name with a day, a month in words and a year."""
    found = DAY_IN_WORDS.search(stem)
    if not found:
        return None
    ordinal = "(?:st|nd|rd|th)" if found["ordinal"] else ""
    date = (
        rf"(?P<day>\d{{1,2}}){ordinal}{_escaped(found['before'])}{WORDS['month']}"
        rf"{_escaped(found['after'])}(?P<year>\d{{{len(found['year'])}}})"
    )
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
