"""Which period is asked for, and by whom: a period of an authority's year, and a role."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

# A record is kept for good, so it names a post, never a person: every word of it is of these.
WORDS_OF_ROLES = frozenset(
    re.findall(
        r"\S+",
        "accountant accounting accounts and assistant auditor budget business capital chief "
        "children's controller corporate deputy director directorate dsg education executive "
        "finance financial for funding group head high interim lead ledger manager management "
        "needs of officer partner principal resources s151 151 schools section send senior "
        "service services strategic systems technical the treasurer treasury",
    )
)


class CloseRefused(Exception):
    """What may not be done with a period; the message says why, and what to do."""


@dataclass(frozen=True)
class Period:
    """A financial period of an authority: 1 = April … 12 = March, 13 and 14 are adjustments."""

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
        """The period as written; raises CloseRefused where it is none."""
        if not re.fullmatch(r"\d{1,2}", financial_period.strip(), flags=re.ASCII):
            raise CloseRefused(f"A period is 1 (April) to 14; found {financial_period!r}.")
        return cls(la_code, financial_year, int(financial_period))

    @property
    def last_day(self) -> date:
        """The last day of its month; of the adjustments to a year, the year's."""
        month = (min(self.financial_period, 12) + 2) % 12 + 1
        year = int(self.financial_year[:4]) + (month < 4)
        return date(year, month, monthrange(year, month)[1])

    def __str__(self) -> str:
        return f"{self.la_code} {self.financial_year} period {self.financial_period}"

    @property
    def asked(self) -> dict[str, Any]:
        return {
            "la": self.la_code,
            "year": self.financial_year,
            "period": self.financial_period,
        }


def must_be_a_role(by: str) -> None:
    words = re.split(r"[\s,&/()-]+", by.strip().lower().replace("’", "'"))
    if not by.strip() or not set(words) <= WORDS_OF_ROLES | {""}:
        raise CloseRefused(
            'Who closes is recorded for good as a role, never as a person: BY="Chief Accountant" '
            'or BY="Head of Schools Finance"; what was given is no role that is known. Words of '
            "roles: WORDS_OF_ROLES in publish/closes/asked.py."
        )
