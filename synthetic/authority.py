"""The invented authorities: how big, how punctual, and how their systems write files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Everything is invented up to one fixed day, whatever night is asked for, so that
# tomorrow's run repeats tonight's files and adds to them instead of rewriting history.
HORIZON = date(2027, 3, 31)
# The release covers January 2026 and the ledger 2026-27, so an earlier night has no meaning.
EARLIEST_NIGHT = date(2026, 4, 1)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one system writes its CSV files."""

    encoding: str = "utf-8"
    delimiter: str = ","
    upper_header: bool = False
    accounting_amounts: bool = False  # "1,496.00" and "(120.00)" instead of 1496.00 and -120.00
    gzip_transactions: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    """One demonstration authority; shares are of 1, days are calendar days."""

    la_code: str
    name: str
    neighbour: str  # the authority that children move to and from
    new_la_code: str
    persons: int
    decided_in_time: float  # decisions to assess or not within 42 days
    issued_in_time: float  # final plans within 140 days
    late_days: float  # mean days beyond 140 of a late plan
    overspend: float  # ledger's high needs actuals over budget
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
