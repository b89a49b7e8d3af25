"""The days on which no working day's file is due."""

import datetime as dt
from functools import cache
from pathlib import Path

from settings.file import Settings, SettingsFile
from settings.strict import Day

SATURDAY = 5  # of date.weekday()


def is_weekend(day: dt.date) -> bool:
    return day.weekday() >= SATURDAY


class Calendar(Settings):
    """`bank_holidays`: whether those of England are no working days. `closed`: further days on
    which the authorities' systems send nothing."""

    bank_holidays: bool = True
    closed: tuple[Day, ...] = ()

    def is_closed(self, day: dt.date) -> bool:
        return day in self.closed or (self.bank_holidays and day in _bank_holidays(day.year))

    def is_working_day(self, day: dt.date) -> bool:
        return not is_weekend(day) and not self.is_closed(day)


FILE = SettingsFile("calendar.yml", Calendar, "England's bank holidays are the only closed days")


def read(home: Path) -> Calendar:
    """The installation's calendar; where its file is wrong, England's bank holidays."""
    return FILE.read_or(home, Calendar())


@cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    import holidays  # a third of a second, for the one step that needs it

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
