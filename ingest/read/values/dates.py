"""SQL that reads dates by the formats of a contract, and says what an unreadable one may be.

A time with its offset from UTC (`Z`, `+01:00`) is of the day that it is in London: midnight in
British Summer Time is written as 23:00 UTC of the day before.

A time of exactly midnight without an offset is no part of a date: databases write it behind each
date. Formats without a time read `2026-11-20 00:00:00.000`; any other time needs a format.
"""

from ingest import date_format
from ingest.sql import literal

# DuckDB reads the words infinity and epoch as 1 January 1900, the first of these days as well
DAYS = "date '1900-01-02' and date '2100-12-31'"
# The formats that systems use, for the hint at one that a contract lacks
OTHERS = (
    *("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y"),
    *("%d/%m/%y", "%d %B %Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%d/%m/%Y %H:%M:%S"),
    *("%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z"),
    *("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S.%f"),
    *("%Y-%m-%d %H:%M:%S.%f %z", "%d/%m/%Y %I:%M:%S %p", "%d-%b-%y %I.%M.%S.%f %p"),
)
# SQL of the time in London, by the offset that a format ends with
DAY_OF = {
    "": "{}",
    "Z": "timezone('Europe/London', timezone('UTC', {}))",
    "%z": "timezone('Europe/London', {})",
}
ISO = "%Y-%m-%d"
# of no day of the calendar, where no format reads it
NO_DATE = (
    "([0-9]{2}[/.-][0-9]{2}[/.-][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|"
    "[0-9]{1,2}[ -][A-Za-z]{3,9}[ -]([0-9]{2}|[0-9]{4}))([ T].*)?"
)
# midnight behind a day, as databases (24 hours) and .NET (12 hours) write it
MIDNIGHT = "(.+?)(?:[ T]00:00(?::00(?:[.]0+)?)?| 12:00(?::00)? (?:AM|am))"
SOME_MIDNIGHTS = "(' 00:00:00', ' 00:00:00.000', ' 00:00:00.0000000', 'T00:00:00')"
NO_TIME = ".*[ T]24:00(:00)?.*"
# what stands for no date: zeros, the last day of the year 9999, and the first day that SQL Server,
# Excel or .NET knows
NOTHING = (
    "[0 /.:-]+|((31[/.-]12[/.-])?9999([/.-]12[/.-]31)?|(01[/.-]01[/.-])(1900|1753|0001)|"
    "(1900|1753|0001)-01-01|30[/.-]12[/.-]1899|1899-12-30)([ T].*)?"
)
NUMBER_OF_DAY = "[2-6][0-9]{4}([.][0-9]+)?"
OTHER = " (a date of another format: the contract can name several under date_formats)"
SWAPPED = " (no day of the calendar, unless day and month are exchanged)"
NO_DAY = " (no day of the calendar)"
NOT_OF_A_DAY = " (24:00 is no time of a day)"
NUMBER = " (a spreadsheet's number of a day? The contract can name 'serial' under date_formats)"
IF_EMPTY = " (if it means that there is no date, name it under null_values in the contract)"


def value(formats: tuple[str, ...], cell: str) -> str:
    """SQL for the day of a cell; null where no format reads it."""
    written = cell
    if any("%b" in each for each in formats):  # `strptime` knows Sep alone
        written = f"regexp_replace({cell}, '(?i)\\bsept\\b', 'Sep')"
    kinds: dict[str, list[str]] = {kind: [] for kind in DAY_OF}
    for each in date_format.in_order(formats):
        kinds[date_format.offset(each)].append(each)
    days = [
        f"cast({DAY_OF[kind].format(_time(each, written))} as date)"
        for kind, each in kinds.items()
        if each
    ]
    if without_time := [each for each in kinds[""] if not date_format.has_time(each)]:
        days.append(f"cast({_time(without_time, before_midnight(written))} as date)")
    if ISO in formats:  # the fast path: most are written as DuckDB or SQL Server do
        plain = f"try_cast({cell} as date)"
        day = f"cast({plain} as varchar)"
        days.insert(
            0,
            f"case when {day} = {cell} then {plain} when {day} = left({cell}, 10) "
            f"and substr({cell}, 11) in {SOME_MIDNIGHTS} then {plain} end",
        )
    day = days[0] if len(days) == 1 else f"coalesce({', '.join(days)})"
    if date_format.SERIAL in formats:
        number = f"date '1899-12-30' + cast(left({cell}, 5) as integer)"
        day = (  # a fraction is the time of the day
            f"case when regexp_full_match({cell}, '[0-9]{{5}}([.][0-9]+)?') then {number} "
            f"else {day} end"
        )
    return f"case when {day} between {DAYS} then {day} end"


def hint(formats: tuple[str, ...], cell: str) -> str:
    """SQL for what a cell that no format reads may be; null where that is not known."""
    own = [each for each in formats if each != date_format.SERIAL]
    swapped = [date_format.day_and_month_swapped(each) for each in own]
    others = [each for each in OTHERS if each not in own]
    whens = [f"when regexp_full_match({cell}, {literal(NOTHING)}) then {literal(IF_EMPTY)}"]
    whens += [
        f"when {_is_date(others, cell)} then {literal(OTHER)}",
        f"when {_is_date(swapped, cell)} then {literal(SWAPPED)}",
        f"when regexp_full_match({cell}, {literal(NO_TIME)}) then {literal(NOT_OF_A_DAY)}",
        f"when regexp_full_match({cell}, {literal(NO_DATE)}) then {literal(NO_DAY)}",
    ]
    if date_format.SERIAL not in formats:
        number = f"regexp_full_match({cell}, {literal(NUMBER_OF_DAY)})"
        whens.append(f"when {number} then {literal(NUMBER)}")
    return f"case {' '.join(whens)} end"


def before_midnight(cell: str) -> str:
    """SQL for what a cell has before a time of midnight; empty where it has none."""
    return f"regexp_extract({cell}, {literal(f'^{MIDNIGHT}$')}, 1)"


def _is_date(formats: list[str], cell: str) -> str:
    """SQL for whether a format reads a cell. `%Y` reads 28/07/14 as the year 14."""
    kinds = [
        [each for each in formats if (date_format.offset(each) == "%z") == is_offset]
        for is_offset in (True, False)
    ]
    read = [f"{_time(each, cell)} >= timestamp '1900-01-01'" for each in kinds if each]
    return f"({' or '.join(read)})"


def in_letters(formats: tuple[str, ...]) -> str:
    """`%Y-%m-%d` as yyyy-mm-dd."""
    text = " or ".join(formats).replace("%-", "%")
    text = text.replace(date_format.SERIAL, "a spreadsheet's number of a day")
    letters = {"%Y": "yyyy", "%y": "yy", "%m": "mm", "%d": "dd", "%b": "mmm", "%B": "mmmm"}
    letters |= {"%H": "hh", "%M": "mm", "%S": "ss", "%f": "ffffff", "%z": "+hh:mm"}
    letters |= {"%I": "hh", "%p": "AM"}
    for directive, letter in letters.items():
        text = text.replace(directive, letter)
    return text


def _time(formats: list[str], cell: str) -> str:
    """SQL for the time that one of the formats reads; all of them have an offset or none has.

    With offsets each format is a call of its own: DuckDB reads 29 February 2023 as 1 March by a
    list of such formats.
    """
    if date_format.offset(formats[0]) != "%z":
        return f"try_strptime({cell}, [{_listed(formats)}])"
    calls = [f"try_strptime({cell}, {as_read(each)})" for each in formats]
    return calls[0] if len(calls) == 1 else f"coalesce({', '.join(calls)})"


def _listed(formats: list[str]) -> str:
    return ", ".join(map(as_read, formats))


def as_read(date_format: str) -> str:
    """SQL for a format. DuckDB reads six digits of a second's fraction by `%f` and up to nine by
    `%n`; SQL Server writes seven and Oracle nine."""
    return literal(date_format.replace("%f", "%n"))
