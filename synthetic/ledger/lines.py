"""Ledger lines, and the journals of lines that pay for no placement."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from random import Random
from typing import NamedTuple

from synthetic.authority import Authority
from synthetic.cases.providers import SUPPLIERS
from synthetic.ledger.accounts import LINES_AT_SIZE, OTHER_ACCOUNTS, PRICES, Account

CREDIT_NOTES = 0.04  # share of suppliers' lines
# Schools, colleges and tutors are paid by invoices of placements only.
OTHER_SUPPLIERS = tuple(
    number
    for number, name in enumerate(SUPPLIERS)
    if name.endswith(("Therapies", "Travel", "Outreach"))
)


class Line(NamedTuple):
    """One ledger line; `pence` is positive for a cost."""

    journal_id: str
    line_number: int
    financial_year: str
    period: int
    posting_date: str
    document_date: str
    journal_type: str
    account: Account
    supplier_id: str
    supplier_name: str
    reference: str
    pence: int


class Journals:
    """Makes the journals of one authority that pay for no placement.

    `lines` is the number of lines on the nominal night. The more there are, the smaller each is, so
    that totals stay the same. `rng` is advanced by every journal.
    """

    def __init__(self, authority: Authority, rng: Random, lines: int) -> None:
        """Draw the spread of amounts."""
        self.rng = rng
        self._number = 0
        self._overspend = round(authority.overspend * 100)
        self._unit = 100 * LINES_AT_SIZE / lines
        self._spread = sorted(rng.lognormvariate(-0.245, 0.7) for _ in range(997))
        self._weights = list(accumulate(account.weight for account in OTHER_ACCOUNTS))
        self._isodates: dict[int, str] = {}

    def iso(self, day: date, days_before: int = 0) -> str:
        """Return the ISO date of a day or of a day before it."""
        ordinal = day.toordinal() - days_before
        if ordinal not in self._isodates:
            self._isodates[ordinal] = date.fromordinal(ordinal).isoformat()
        return self._isodates[ordinal]

    def post(self, kind: str, count: int, day: date, year: str, period: int) -> list[Line]:
        """Make one journal of `count` lines; journals of kind AP pay one supplier."""
        self._number += 1
        journal_id, posted = f"{kind}{day:%y}-{self._number:07d}", self.iso(day)
        from_supplier = kind == "AP"
        supplier_id, supplier_name = self._supplier() if from_supplier else ("", "")
        accounts = self.rng.choices(OTHER_ACCOUNTS, cum_weights=self._weights, k=count)
        lines = []
        for number, account in enumerate(accounts, start=1):
            pence = self._pence(account, year)
            document, reference = posted, ""
            if from_supplier:
                if self.rng.random() < CREDIT_NOTES:
                    pence = -pence // 3
                document = self.iso(day, int(self.rng.random() * 40))
                reference = f"INV{self._number * 7 + number:08d}"
            lines.append(
                Line(
                    journal_id, number, year, period, posted, document, kind, account,
                    supplier_id, supplier_name, reference, pence,
                )
            )  # fmt: skip
        return lines

    def _supplier(self) -> tuple[str, str]:
        """Return a supplier's id and name; real ledgers spell a supplier in several ways."""
        number = self.rng.choice(OTHER_SUPPLIERS)
        name = SUPPLIERS[number]
        if self._number % 11 == 0:
            name = name.upper() + " *33*"
        return f"S{number:05d}", name

    def _pence(self, account: Account, year: str) -> int:
        rate = self._unit * PRICES[year] / 100
        pence = int(account.typical * rate * self._spread[int(self.rng.random() * 997)])
        if account.dsg_block == "high_needs":
            pence = pence * self._overspend // 100
        return pence
