"""Invoices of 2026-27 for some placements: most as agreed, some wrong in each way there is a name
for. Which ones, and by how much, is known here; the ledger gets the lines.

Each is posted on the 12th of its month. Every other placement of the case system is never invoiced.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from synthetic.accounts import ACCOUNTS, Account
from synthetic.authority import HORIZON, Authority
from synthetic.ledger import Line
from synthetic.placements import Cost, Placement
from synthetic.prices import months_owed
from synthetic.providers import Provider, providers

YEAR, APRIL = "2026-27", date(2026, 4, 1)
POSTED_ON = 12
AS_AGREED, OF_EACH_KIND = 16, 3
PER_CENT_RISEN = 4  # charged above what was keyed
LATE_PERIOD = 5  # its invoice is posted a month later
MONTHS_AFTER = 2  # for which a school is paid after the child has left
ACCOUNT = {
    category: next(each for each in ACCOUNTS if each.spend_category == category)
    for category in ("special_school", "independent_nmss", "post_16", "other")
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What the reconciliation must find; `pence` positive where the ledger has more."""

    kind: str
    placement_id: str  # empty where there is none
    journal_line: str  # of a line without a placement
    period: int
    pence: int


@dataclass(frozen=True, slots=True)
class Invoices:
    """The planted lines in order of posting, the placements they are for, and what is wrong."""

    lines: list[Line]
    invoiced: set[str]
    differences: list[Difference]


def invent_invoices(authority: Authority, seed: int, placements: list[Placement]) -> Invoices:
    """Invent a year of invoices, up to the horizon; which is posted by a night is the ledger's."""
    return _Desk(authority, Random(f"{seed}:{authority.la_code}:invoices"), placements).work()


class _Desk:
    """Writes one authority's invoices."""

    def __init__(self, authority: Authority, rng: Random, placements: list[Placement]) -> None:
        self.rng, self.number = rng, 0
        known = [each for kind in providers(authority).values() for each in kind]
        self.suppliers = {each.urn or each.ukprn: each for each in known if each.supplier_id}
        self.found = Invoices([], set(), [])
        self.free = [stay for stay in placements if self._can_be_invoiced(stay)]
        rng.shuffle(self.free)

    def _can_be_invoiced(self, stay: Placement) -> bool:
        """At a supplier since before April, by a plan that goes on, at a price of one category
        that is spread over the whole year."""
        return bool(
            self._at(stay)
            and stay.costs
            and stay.plan.ceases is None
            and min(cost.start for cost in stay.costs) < APRIL
            and all(cost.price_basis in ("financial_year", "academic_year") for cost in stay.costs)
            and all(cost.spend_category in ACCOUNT for cost in stay.costs)
        )

    def _at(self, stay: Placement) -> Provider | None:
        return self.suppliers.get(stay.details["urn"] or stay.details["ukprn"])

    def work(self) -> Invoices:
        stays = [s for s in self.free if s.leaves is None or s.leaves > HORIZON]
        shared = [s for s in stays if s.costs[0].shares[0] != "100"][:OF_EACH_KIND]
        alone = [s for s in stays if s.costs[0].shares[0] == "100"]
        for number, stay in enumerate(alone[:AS_AGREED]):
            self._monthly(stay, named=number % 2 == 0)
        rising = alone[AS_AGREED:][:OF_EACH_KIND]
        late = alone[AS_AGREED + OF_EACH_KIND :][:OF_EACH_KIND]
        for stay in rising:
            self._monthly(stay, rise=PER_CENT_RISEN)
        for stay in late:
            self._monthly(stay, late=LATE_PERIOD)
        for stay in shared:
            self._monthly(stay, of_all_payers=True)
        leavers = [
            s for s in self.free if s.leaves and date(2026, 5, 1) < s.leaves < date(2026, 9, 1)
        ]
        for stay in leavers[:OF_EACH_KIND]:
            self._after_leaving(stay)
        self._for_nobody(list(self.suppliers.values()))
        self.found.lines.sort(key=lambda line: (line.posting_date, line.journal_id))
        return self.found

    def _monthly(
        self,
        stay: Placement,
        named: bool = True,
        rise: int = 0,
        late: int = 0,
        of_all_payers: bool = False,
    ) -> None:
        for period, owed in self._owed(stay).items():
            due, whole = owed
            paid = whole if of_all_payers else due + due * rise // 100
            posted = period + 1 if period == late else period
            self._invoice(stay, posted, paid, named)
            if period == late:
                self._differs("timing", stay, period, -due)
                self._differs("timing", stay, posted, due)
            elif of_all_payers:
                self._differs("joint_funding", stay, period, paid - due)
            elif rise:
                self._differs("rate_variance", stay, period, paid - due)

    def _after_leaving(self, stay: Placement) -> None:
        owed = self._owed(stay)
        for period, (due, _) in owed.items():
            self._invoice(stay, period, due, named=True)
        for period in range(max(owed) + 1, max(owed) + 1 + MONTHS_AFTER):
            paid = owed[min(owed)][0]
            self._invoice(stay, period, paid, named=True)
            self._differs("paid_without_placement", stay, period, paid)

    def _for_nobody(self, suppliers: list[Provider]) -> None:
        for period in range(1, 1 + OF_EACH_KIND):
            paid = self.rng.randrange(1_000_00, 4_000_00)
            supplier = self.rng.choice(suppliers)
            line = self._line(ACCOUNT["independent_nmss"], period, paid, supplier, "", "AP")
            self._lines_own("paid_without_placement", line)
            line = self._line(ACCOUNT["other"], period, paid // 2, None, "", "GL")
            self._lines_own("unattributable", line)

    def _owed(self, stay: Placement) -> dict[int, tuple[int, int]]:
        """Education's share and the whole of what is owed, by period."""
        periods: dict[int, tuple[int, int]] = {}
        for cost in stay.costs:
            for month, (due, whole) in months_owed(_known(cost, stay), APRIL).items():
                period = (month.month - 4) % 12 + 1
                before = periods.get(period, (0, 0))
                periods[period] = (before[0] + due, before[1] + whole)
        return dict(sorted(periods.items()))

    def _invoice(self, stay: Placement, period: int, pence: int, named: bool) -> None:
        account = ACCOUNT[stay.costs[0].spend_category]
        reference = f"{stay.placement_id}/{_month(period):%m%y}" if named else f"INV{self.number}"
        self._line(account, period, pence, self._at(stay), reference, "AP")
        self.found.invoiced.add(stay.placement_id)

    def _line(
        self,
        account: Account,
        period: int,
        pence: int,
        supplier: Provider | None,
        reference: str,
        kind: str,
    ) -> Line:
        self.number += 1
        posted = _month(period).replace(day=POSTED_ON).isoformat()
        line = Line(
            f"PI26-{self.number:05d}", 1, YEAR, period, posted, posted, kind, account,
            supplier.supplier_id if supplier else "", supplier.name if supplier else "",
            reference, pence,
        )  # fmt: skip
        self.found.lines.append(line)
        return line

    def _differs(self, kind: str, stay: Placement, period: int, pence: int) -> None:
        if pence:
            self.found.differences.append(Difference(kind, stay.placement_id, "", period, pence))

    def _lines_own(self, kind: str, line: Line) -> None:
        named = f"{line.journal_id}/{line.line_number}"
        self.found.differences.append(Difference(kind, "", named, line.period, line.pence))


def _known(cost: Cost, stay: Placement) -> tuple[Cost, date | None]:
    """A price and its last day, as far as the case system knows it before the horizon."""
    leaves = stay.leaves if stay.leaves and stay.leaves <= HORIZON else None
    ends = [day for day in (cost.end, leaves) if day]
    return cost, min(ends, default=None)


def _month(period: int) -> date:
    """Return the first day of a period of 2026-27."""
    return date(2026 + (period > 9), (period + 2) % 12 + 1, 1)


def posted_by(lines: list[Line], night: date) -> Iterator[Line]:
    """Yield the lines posted up to a night."""
    return (line for line in lines if line.posting_date <= night.isoformat())
