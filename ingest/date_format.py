"""Checks the formats of dates that a contract names, before any file is read by them."""

import re

DAY, MONTH, YEAR = {"%d", "%-d"}, {"%m", "%-m", "%b", "%B"}, {"%Y", "%y"}
CLOCK = {"%H", "%-H", "%I", "%-I", "%M", "%-M", "%S", "%-S", "%p", "%f", "%z"}
TIME = CLOCK | {"%a", "%A"}
LETTERS = {"yyyy": "%Y", "yy": "%y", "mmmm": "%B", "mmm": "%b", "mm": "%m", "dd": "%d"}
SERIAL = "serial"  # a spreadsheet's number of a day: 46269
SEPARATORS = re.compile(r"[-/.,:TZ ]*")  # T and Z stand between and after the parts
DIRECTIVE = re.compile(r"%-?[A-Za-z%]")


def check(formats: tuple[str, ...]) -> None:
    """Raises ValueError for a format that no date can be read by, and for two formats that read
    one date as two days."""
    if not formats:
        raise ValueError("name at least one format, such as '%d/%m/%Y'")
    if formats[0] == SERIAL:
        raise ValueError("name the format of dates in words or digits before 'serial'")
    for each in formats:
        if each != SERIAL:
            _check_one(each)
    for each in formats:
        if day_and_month_swapped(each) in formats and "%d" in each and "%m" in each:
            raise ValueError(
                f"'{each}' and '{day_and_month_swapped(each)}' read 05/01 as two different days. "
                "Keep the one that the source writes"
            )


def _check_one(text: str) -> None:
    found = DIRECTIVE.findall(text)
    rest = DIRECTIVE.sub("", text)
    unknown = [each for each in found if each not in DAY | MONTH | YEAR | TIME]
    if unknown or "%" in rest:
        named = ", ".join(unknown) or "%"
        raise ValueError(f"'{text}' has {named}, which is not part of a date. {_expected(text)}")
    if not all(len(set(found) & part) == 1 for part in (DAY, MONTH, YEAR)):
        raise ValueError(f"'{text}' does not have one day, month and year. {_expected(text)}")
    if not SEPARATORS.fullmatch(rest):
        raise ValueError(
            f"'{text}' has letters or marks that are not part of a date. {_expected(text)}"
        )


def _expected(text: str) -> str:
    """What is meant, where the format is written in letters (dd/mm/yyyy) or in curly quotes."""
    meant = text.strip("‘’“”'\"")
    for letters, directive in LETTERS.items():
        meant = re.sub(f"(?i)(?<![%a-z]){letters}(?![a-z])", directive, meant)
    try:
        if meant != text:
            _check_one(meant)
            return f"Write '{meant}'"
    except ValueError:
        pass
    return "Write it as strptime does: '%d/%m/%Y' for 28/07/2014, '%d-%b-%y' for 28-Jul-14"


def offset(text: str) -> str:
    """The offset from UTC that a format ends with: `Z`, `%z` (+01:00), or none."""
    return next((each for each in ("Z", "%z") if text.endswith(each)), "")


def has_time(text: str) -> bool:
    """Whether a format names a part of a time or an offset from UTC."""
    return bool(set(DIRECTIVE.findall(text)) & CLOCK or offset(text))


def of_midnight(text: str) -> str:
    """A format for writing days that have no offset of their own: they are those of London."""
    return text.replace("%z", "Z")


def day_and_month_swapped(text: str) -> str:
    """A format with day and month exchanged, as Americans write it."""
    return text.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def in_order(formats: tuple[str, ...]) -> list[str]:
    """Formats with a year of two digits first: DuckDB reads 28/07/14 by `%Y` as the year 14, and
    never a year of four digits by `%y`."""
    return sorted((each for each in formats if each != SERIAL), key=lambda each: "%Y" in each)
