"""The pattern of an authority's file names, and what a matching name gives.

Named groups: `year` (four digits, or two for 20yy) with `month` (a number, or an English name) and
perhaps `day`, with `quarter` (1 to 4), or with `period` (1 is April of the year in the name; 13 and
14 are March as well); or `release` alone, a release's year. Where a name has the year in which its
financial year ends (FY27 is 2026-27), the group is `year_end` in place of `year`.
"""

import calendar
import datetime as dt
from typing import Literal

from ingest.regular_expression import Error, Match, compiled

Quarters = Literal["calendar", "financial"]
PARTS_OF_YEAR = {"month", "quarter", "period"}
YEARS = {"year", "year_end"}
DATE_GROUPS = {*YEARS, "day", *PARTS_OF_YEAR}
FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTHS = {
    spelling: number
    for number, name in enumerate(MONTH_NAMES, 1)
    for spelling in (name, name[:3], name[: 4 if name == "september" else 3])
}


def problem(pattern: str, quarters: Quarters | None) -> str | None:
    """Why no name of this pattern gives a date; None where it can."""
    try:
        groups = set(compiled(pattern).groupindex)
    except Error as wrong:
        return f"not a regular expression of RE2 ({wrong})"
    if groups == {"release"}:
        return None
    if unknown := groups - DATE_GROUPS:
        return (
            f"its group {', '.join(sorted(unknown))} has no meaning; expected year or year_end, "
            "month, day, quarter, period, or release alone. Write a part without meaning without a "
            "name, as (...)"
        )
    if len(groups & YEARS) != 1 or len(groups & PARTS_OF_YEAR) != 1:
        return (
            "it gives no date; expected the groups (?P<year>...) and (?P<month>...), or quarter or "
            "period in place of month"
        )
    if "day" in groups and "month" not in groups:
        return "it has a day without a month; expected a month with the day"
    if "quarter" in groups and quarters is None:
        return (
            "a quarter needs the key 'quarters': calendar (1 is January to March) or financial (1 "
            "is April to June of the year in the name)"
        )
    if "year_end" in groups and ("month" in groups or quarters == "calendar"):
        return (
            "it has the year in which a financial year ends (year_end) beside a month or quarter "
            "of the calendar; expected year there, or a period, or quarters: financial"
        )
    return None


def business_date(match: Match, quarters: Quarters | None) -> dt.date:
    """The date in a name: its day, or the last of its month or quarter.

    Raises ValueError with the reason where it is no date from 2000 to 2100.
    """
    found = {name: text for name, text in match.groupdict().items() if text}
    if "year" not in found and "year_end" not in found:
        raise ValueError("the name has no year")
    year = _year(found["year"]) if "year" in found else _year(found["year_end"]) - 1
    if "quarter" in found:
        return _last_of_quarter(year, found["quarter"], quarters)
    if "period" in found:
        return _last_of_period(year, found["period"])
    if "month" not in found:
        raise ValueError("the name has no month")
    month = _month(found["month"])
    if "day" in found:
        return in_range(dt.date(year, month, int(found["day"])))
    return in_range(_last_of_month(year, month))


def in_range(date: dt.date) -> dt.date:
    """Return the date. Raises ValueError where it is outside the years 2000 to 2100."""
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise ValueError(f"its year is outside {FIRST_YEAR} to {LAST_YEAR}")
    return date


def iso_date(text: str) -> dt.date:
    """The date of a text such as 2026-11-20. Raises ValueError with the reason."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a date (expected yyyy-mm-dd)") from None
    try:
        return in_range(date)
    except ValueError as wrong:
        raise ValueError(f"'{text}' can't be its date: {wrong}") from None


def rest(match: Match) -> str:
    """What a name holds beside its date."""
    text, start = match.group(), 0
    parts = []
    for group in sorted(match.re.groupindex.values(), key=match.start):
        if match.start(group) >= 0:
            parts.append(text[start : match.start(group)])
            start = match.end(group)
    return "".join([*parts, str(text[start:])])


def _year(text: str) -> int:
    if not text.isdigit() or len(text) not in (2, 4):
        raise ValueError("its year has neither two nor four digits")
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(text: str) -> int:
    month = int(text) if text.isdigit() else MONTHS.get(text.casefold(), 0)
    if not 1 <= month <= 12:
        raise ValueError(f"'{text}' is not a month (expected 1 to 12, Oct or October)")
    return month


def _last_of_quarter(year: int, text: str, quarters: Quarters | None) -> dt.date:
    if text not in ("1", "2", "3", "4"):
        raise ValueError(f"'{text}' is not a quarter (expected 1 to 4)")
    month = 3 * int(text) + (3 if quarters == "financial" else 0)
    in_next_year, month = divmod(month - 1, 12)
    return in_range(_last_of_month(year + in_next_year, month + 1))


def _last_of_period(year: int, text: str) -> dt.date:
    """The last day of a period of the financial year that begins in `year`."""
    if not text.isdigit() or not 1 <= int(text) <= 14:
        raise ValueError(f"'{text}' is not a period (expected 1 to 14)")
    in_next_year, month = divmod(min(int(text), 12) + 2, 12)
    return in_range(_last_of_month(year + in_next_year, month + 1))


def _last_of_month(year: int, month: int) -> dt.date:
    if year < 1:
        raise ValueError(f"its year is outside {FIRST_YEAR} to {LAST_YEAR}")
    return dt.date(year, month, calendar.monthrange(year, month)[1])
