"""Authorities with accruals, and with payments and refunds of another year, and their outturns.

A child costs 36,500 a year, 100 a day, and its school is paid each month by days, up to the end of
October 2026. Each authority differs from it in one way; `OUTTURN` of 2026-27 is worked out by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tests.dbt.invented_bills import (
    COSTS,
    LEDGER,
    PERSONS,
    PLACEMENTS,
    PLANS,
    SUPPLIERS,
    days_of,
    month_of,
)

AS_AT = "2026-11-20"
BEFORE, NOW = 2025, 2026
MARCH = 3100
CHART = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
    "H,1,high_needs,independent_nmss,1.2.3\n"
)
OUTTURN = {
    "810": Decimal(36500),  # nothing but the year's own fees
    "811": Decimal(36500),  # March accrued, reversed in April and paid in April
    "812": Decimal(39600),  # March paid in May and not accrued: a cost of this year
    "813": Decimal(33400),  # a payment for a child who had left is refunded in April
    "814": Decimal(36500),  # as 811; the accrual is a journal (GL)
    "816": Decimal(36500),  # each month accrued, and invoiced in the next one
    "817": Decimal(33500),  # April paid in March
    "818": Decimal(36500),  # as 816; the reversal of October's accrual is posted in November
    "828": Decimal(36100),  # as 811; the accrual is 400 above the invoice
    "829": Decimal(36500),  # as 811; the accrual names no supplier
    "831": Decimal(36500),  # as 829; the accrual is a journal (GL)
}
# Of 714,400 paid to October, 693,000 has no price, and there is no year before: x 12 / 7.
MOSTLY_UNPRICED = "803"
MOSTLY_UNPRICED_OUTTURN = Decimal("1224685.71")


@dataclass
class YearEnd:
    """The files of one authority."""

    la_code: str
    lines: list[str] = field(default_factory=list)
    leavers: dict[int, str] = field(default_factory=dict)  # child → last day
    children: int = 1

    def post(
        self, year: int, period: int, amount: int, kind: str = "AP", supplier: str = "S1",
        day: int = 15,
    ) -> None:  # fmt: skip
        posted = month_of(year, period).replace(day=day)
        self.lines.append(
            f"J{len(self.lines):03d},1,{year}-{year % 100 + 1},{period},{posted},{posted},{kind},"
            f"H,1,{supplier},{supplier},,,{amount}"
        )

    def pay(self, year: int, periods: range, supplier: str = "S1") -> None:
        for period in periods:
            self.post(year, period, 100 * days_of(year, period), supplier=supplier)

    def accrue(
        self, year: int, period: int, amount: int, supplier: str, reversal: str = "REVERSAL"
    ) -> None:
        """Accrue at a month's end and reverse in the next month."""
        kind = "ACCR" if reversal == "REVERSAL" else reversal
        self.post(year, period, amount, kind, supplier, day=28)
        after = (year, period + 1) if period < 12 else (year + 1, 1)
        self.post(*after, -amount, reversal, supplier, day=1)

    def files(self) -> dict[str, str]:
        """Return the files by their path below landing."""
        case, money = f"{self.la_code}/case_system", f"{self.la_code}/finance_ledger"
        children = range(1, self.children + 1)
        tables = {
            f"{case}/persons": PERSONS
            + "".join(f"C{n},,,UN1,Doe,Jo,2014-01-01,F,WBRI,ZZ9 9ZZ\n" for n in children),
            f"{case}/plans": PLANS
            + "".join(f"L{n},C{n},,2024-01-10,,,0,0,,,,\n" for n in children),
            f"{case}/placements": PLACEMENTS
            + "".join(
                f"P{n},L{n},50000{n},,,,1,2025-04-01,{self.leavers.get(n, '')},0,0,,\n"
                for n in children
            ),
            f"{case}/placement_costs": COSTS
            + "".join(
                f"K{n},P{n},independent_nmss,36500,financial_year,,2025-04-01,,100,0,0\n"
                for n in children
            ),
            f"{money}/chart_of_accounts": CHART,
            f"{money}/supplier_providers": SUPPLIERS
            + "".join(f"S{n},50000{n},,School {n}\n" for n in children),
            f"{money}/transactions": LEDGER + "\n".join(self.lines) + "\n",
            f"{money}/trial_balance": self._trial_balance(),
        }
        return {f"{path}__{AS_AT}.csv": text for path, text in tables.items()}

    def _trial_balance(self) -> str:
        """March 2026 is in it too where nothing was posted, so that the year before is whole."""
        rows = "financial_year,period,cost_centre,subjective,balance\n"
        cells = [line.split(",") for line in self.lines]
        years = ((BEFORE, 12), (NOW, 7)) if self.la_code != MOSTLY_UNPRICED else ((NOW, 7),)
        for year, last in years:
            label, balance = f"{year}-{year % 100 + 1}", 0
            for period in range(1, last + 1):
                of_period = (each for each in cells if each[2:4] == [label, str(period)])
                balance += sum(int(each[-1]) for each in of_period)
                rows += f"{label},{period},H,1,{balance}\n"
        return rows


def authorities() -> list[YearEnd]:
    return [*(_invent(la_code) for la_code in OUTTURN), _mostly_unpriced()]


def _mostly_unpriced() -> YearEnd:
    given = YearEnd(MOSTLY_UNPRICED)
    given.pay(NOW, range(1, 8))
    for period in range(1, 8):
        given.post(NOW, period, 99000, supplier="T1")
    return given


def _invent(la_code: str) -> YearEnd:
    given = YearEnd(la_code)
    if la_code in ("810", "813", "816", "818"):
        given.pay(BEFORE, range(1, 13))
    else:
        given.pay(BEFORE, range(1, 12))
    if la_code in ("816", "818"):
        for period in range(1, 7):
            given.accrue(NOW, period, 100 * days_of(NOW, period), "S1")
            given.post(NOW, period + 1, 100 * days_of(NOW, period))
        given.post(NOW, 7, 3100, "ACCR", day=28)
        if la_code == "818":
            given.post(NOW, 8, -3100, "REVERSAL", day=1)
        return given
    if la_code == "817":
        given.post(BEFORE, 12, MARCH)
        given.post(BEFORE, 12, 3000, day=28)
        given.pay(NOW, range(2, 8))
        return given
    if la_code == "813":
        given.children, given.leavers = 2, {1: "2026-02-28"}
        given.pay(BEFORE, range(1, 13), "S2")
        given.post(NOW, 1, -MARCH)
        given.pay(NOW, range(1, 8), "S2")
        return given
    if la_code == "812":
        given.post(NOW, 2, MARCH)
    elif la_code != "810":
        estimate = MARCH + 400 if la_code == "828" else MARCH
        supplier = "" if la_code in ("829", "831") else "S1"
        kind = "GL" if la_code in ("814", "831") else "REVERSAL"
        given.accrue(BEFORE, 12, estimate, supplier, kind)
        given.post(NOW, 1, MARCH, day=12)
    given.pay(NOW, range(1, 8))
    return given
