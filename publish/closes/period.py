"""A financial period of an authority, and the error that a close or a reopening raises."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from publish.errors import PublishError


class CloseRefused(PublishError):
    """A condition of closing or reopening a period is not met."""


@dataclass(frozen=True, order=True)
class Period:
    """A financial period of an authority: 1 = April … 12 = March, 13 and 14 are adjustments.

    Raises CloseRefused for a code, year or number that cannot exist.
    """

    la_code: str
    financial_year: str
    financial_period: int

    def __post_init__(self) -> None:
        year = re.fullmatch(r"20(\d\d)-(\d\d)", self.financial_year)
        if not re.fullmatch(r"\d{3}", self.la_code):
            raise CloseRefused(f"An authority is three digits, as 312; found {self.la_code!r}.")
        if not year or (int(year[1]) + 1) % 100 != int(year[2]):
            raise CloseRefused(
                f"A financial year is written 2026-27; found {self.financial_year!r}."
            )
        if not 1 <= self.financial_period <= 14:
            raise CloseRefused(f"A period is 1 (April) to 14; found {self.financial_period}.")

    @classmethod
    def of(cls, la_code: str, financial_year: str, financial_period: str) -> "Period":
        """Return the period from text; raises CloseRefused where the text is not a period."""
        if not re.fullmatch(r"\d{1,2}", financial_period.strip(), flags=re.ASCII):
            raise CloseRefused(f"A period is 1 (April) to 14; found {financial_period!r}.")
        return cls(la_code, financial_year, int(financial_period))

    @property
    def last_day(self) -> date:
        """The last day of the period's month; for periods 13 and 14, of the financial year."""
        month = (min(self.financial_period, 12) + 2) % 12 + 1
        year = int(self.financial_year[:4]) + (month < 4)
        return date(year, month, monthrange(year, month)[1])

    def __str__(self) -> str:
        return f"{self.la_code} {self.financial_year} period {self.financial_period}"

    def parameters(self, query: str) -> dict[str, str | int]:
        """Return those of the SQL parameters la, year and period that a query uses."""
        values: dict[str, str | int] = {
            "la": self.la_code,
            "year": self.financial_year,
            "period": self.financial_period,
        }
        return {name: value for name, value in values.items() if f"${name}" in query}
