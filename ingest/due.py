"""The `due` rule of a contract: for which dates a file is expected, and its deadline."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator

from settings.calendar import is_weekend
from settings.strict import Strict

CLOCK = ZoneInfo("Europe/London")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


IsClosed = Callable[[dt.date], bool]


def _never(_: dt.date) -> bool:
    return False


def _several(day: Any) -> Any:
    return day if isinstance(day, list | tuple) else (day,)


class Due(Strict):
    """A file for each date of the rule is expected `within_days` after it, `by` that time in
    London.

    `day` is a weekday for `week`, a day for `month` (31: the last), `mm-dd` for `year`; several are
    possible. `weekday` is Monday to Friday, without the days that the calendar has as closed.
    """

    every: Literal["day", "weekday", "week", "month", "year"]
    day: Annotated[tuple[str | int, ...], BeforeValidator(_several)] = ()
    within_days: Annotated[int, Field(ge=0, le=366)]
    by: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]  # Europe/London

    @model_validator(mode="after")
    def _day_fits(self) -> "Due":
        fits = {
            "week": lambda day: day in WEEKDAYS,
            "month": lambda day: isinstance(day, int) and 1 <= day <= 31,
            "year": lambda day: isinstance(day, str) and _every_year_has(day),
        }.get(self.every)
        if fits is None and self.day:
            raise ValueError(f"'day' has no meaning where a file is due every {self.every}")
        if fits and not (self.day and all(map(fits, self.day))):
            raise ValueError(
                "'day' is a weekday (friday) for every week, a number (1-31, 31 the last) for "
                "every month, mm-dd ('04-01') for every year"
            )
        return self

    def falls_on(self, day: dt.date, is_closed: IsClosed = _never) -> bool:
        match self.every:
            case "day":
                return True
            case "weekday":
                return not is_weekend(day) and not is_closed(day)
            case "week":
                return WEEKDAYS[day.weekday()] in self.day
            case "month":
                last = calendar.monthrange(day.year, day.month)[1]
                return any(min(int(wanted), last) == day.day for wanted in self.day)
            case "year":
                return f"{day:%m-%d}" in self.day

    def between(
        self, first: dt.date, last: dt.date, is_closed: IsClosed = _never
    ) -> Iterator[dt.date]:
        """Yield the due dates from one day to another, both included."""
        for days in range((last - first).days + 1):
            if self.falls_on(day := first + dt.timedelta(days=days), is_closed):
                yield day

    def covers_to(self, due_date: dt.date, is_closed: IsClosed = _never) -> dt.date:
        """The last business date of a file for this due date: the day before the next due date."""
        after = due_date + dt.timedelta(days=1)
        last = after + dt.timedelta(days=366)
        return next(self.between(after, last, is_closed), last) - dt.timedelta(days=1)

    def due_by(self, due_date: dt.date) -> dt.datetime:
        """The deadline of a file for this date, in UTC."""
        day = due_date + dt.timedelta(days=self.within_days)
        return dt.datetime.combine(day, dt.time.fromisoformat(self.by), CLOCK).astimezone(dt.UTC)


def _every_year_has(month_day: str) -> bool:
    try:
        dt.date.fromisoformat(f"2001-{month_day}")
    except ValueError:
        return False
    return True
