"""Proposes `file_pattern` from the name of one file."""

import re

from ingest import filenames

DAY_FIRST = re.compile(r"(?<!\d)(\d{2})([-_. ]?)(\d{2})\2((?:19|20)\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_. ]?)(0[1-9]|1[0-2])(?:\2(\d{2}))?(?!\d)")
YEAR, MONTH, DAY = r"(?P<year>\d{4})", r"(?P<month>\d{2})", r"(?P<day>\d{2})"


def pattern(name: str) -> str | None:
    """The pattern of a name with its date as groups; None where it has no date with a month."""
    stem = filenames.stem(name)
    if found := YEAR_FIRST.search(stem):
        parts = [YEAR, MONTH, DAY] if found[4] else [YEAR, MONTH]
    elif found := DAY_FIRST.search(stem):
        parts = [DAY, MONTH, YEAR]
    else:
        return None
    date = _escaped(found[2]).join(parts)
    return _literal(stem[: found.start()]) + date + _literal(stem[found.end() :])


def _literal(text: str) -> str:
    """Other digits of a name are counters or times, which differ from file to file."""
    parts = re.split(r"(\d+)", text)
    return "".join(r"\d+" if part.isdigit() else _escaped(part) for part in parts)


def _escaped(text: str) -> str:
    """A hyphen and a blank need no backslash outside brackets, and are read more easily."""
    return re.escape(text).replace("\\-", "-").replace("\\ ", " ")
