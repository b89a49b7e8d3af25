"""The invented authorities: their size, punctuality and finances, and the format of their files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Every run invents all events up to this fixed day and writes those known by its nights. A run for
# a later night therefore writes the same earlier files and adds to them.
HORIZON = date(2027, 3, 31)
# Earliest night that can be asked for: the release covers January 2026, the ledger 2026-27.
EARLIEST_NIGHT = date(2026, 4, 1)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The CSV format of one system."""

    encoding: str = "utf-8"
    delimiter: str = ","
    upper_header: bool = False
    accounting_amounts: bool = False  # "1,496.00" and "(120.00)" instead of 1496.00 and -120.00
    gzip_transactions: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    """One demonstration authority; shares are between 0 and 1, days are calendar days."""

    la_code: str
    name: str
    neighbour: str  # la_code of the authority that children move to and from
    new_la_code: str
    persons: int
    decided_in_time: float  # share of decisions whether to assess within 42 days
    issued_in_time: float  # share of final plans within 140 days
    late_days: float  # mean days beyond 140 of a late plan
    overspend: float  # high needs spending as a multiple of its budget
    brought_forward: int  # DSG deficit brought forward into 2024-25, pounds
    cases: Dialect
    ledger: Dialect


AUTHORITIES = {
    "990": Authority(
        la_code="990",
        name="Ashmere",
        neighbour="991",
        new_la_code="E09999990",
        persons=1200,
        decided_in_time=0.90,
        issued_in_time=0.83,
        late_days=30,
        overspend=1.03,
        brought_forward=1_850_000,
        cases=Dialect(),
        ledger=Dialect(),
    ),
    "991": Authority(
        la_code="991",
        name="Brackenshire",
        neighbour="990",
        new_la_code="E09999991",
        persons=2500,
        decided_in_time=0.83,
        issued_in_time=0.35,
        late_days=75,
        overspend=1.14,
        brought_forward=9_400_000,
        cases=Dialect(encoding="utf-8-sig", delimiter=";", upper_header=True),
        ledger=Dialect(accounting_amounts=True, gzip_transactions=True),
    ),
}
