"""The invoices of every placement with a price: as agreed, but for a few that are wrong in each way
there is a name for. Which ones is known here; the ledger gets the lines.

An invoice is posted on the 12th of its month; of a month that a child comes in later, or leaves in,
on its last day. A school that sends a list has all its other children of the month in one line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random

from synthetic.accounts import ACCOUNTS, CONTRIBUTIONS, FINANCIAL_YEARS, PLACEMENTS, Account
from synthetic.authority import Authority
from synthetic.ledger import Line, financial_year_start
from synthetic.placements import Placement
from synthetic.prices import (
    FIRST_MONTH,
    Owed,
    in_part,
    is_shared,
    last_day,
    month_end,
    owed,
    part_of,
    price_of,
)
from synthetic.providers import TUTORS, Provider, providers

POSTED_ON = 12
TERMS = (9, 1, 4)
BY_MONTH = ("list", "number", "reference")
OF_EACH_KIND = 3
WRONG_YEARS = (2025, 2026)
PER_CENT_RISEN = 4  # charged above what was keyed
LATE_MONTH = 8  # its invoice is posted a month later
MONTHS_AFTER = 2  # for which a school is paid after the child has left
NEVER, AFTER_LEAVING = "placement_without_payment", "paid_without_placement"
RISEN, LATE, UNSHARED = "rate_variance", "timing", "joint_funding"
PAYS_FOR = {
    category: [a for a in ACCOUNTS if a.spend_category == category and a is not CONTRIBUTIONS]
    for category in PLACEMENTS
}


@dataclass(frozen=True, slots=True)
class Paid:
    """What a line pays of a placement in a month of the ledger."""

    placement_id: str
    month: date
    posted: str
    pence: int


@dataclass(frozen=True, slots=True)
class Invoices:
    """The lines in order of posting and what they pay of which placement; the class of what is
    wrong with a placement in a financial year, by the year that begins in; and the lines that pay
    for no placement, with their class."""

    lines: list[Line] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    wrong: dict[tuple[str, int], str] = field(default_factory=dict)
    for_nobody: list[tuple[str, Line]] = field(default_factory=list)

    def spent(self) -> dict[tuple[str, Account], int]:
        """Return pence by financial year and account."""
        found: defaultdict[tuple[str, Account], int] = defaultdict(int)
        for line in self.lines:
            found[line.financial_year, line.account] += line.pence
        return dict(found)


def invent_invoices(authority: Authority, seed: int, placements: list[Placement]) -> Invoices:
    """Invent the invoices up to the horizon; which are posted by a night is the ledger's."""
    return _Desk(authority, Random(f"{seed}:{authority.la_code}:invoices"), placements).work()


class _Desk:
    """Writes one authority's invoices."""

    def __init__(self, authority: Authority, rng: Random, placements: list[Placement]) -> None:
        self.rng, self.number = rng, 0
        self.known = providers(authority)
        self.at = {each.urn or each.ukprn: each for kind in self.known.values() for each in kind}
        self.stays = [(stay, owed(stay)) for stay in placements if stay.costs]
        self.lists: defaultdict[tuple[date, str, str], list[tuple[Placement, int]]] = defaultdict(
            list
        )
        self.found = Invoices()

    def work(self) -> Invoices:
        self._go_wrong()
        for stay, due_by_month in self.stays:
            for month, due_and_whole in due_by_month.items():
                self._bill(stay, month, *due_and_whole)
            self._bill_after_leaving(stay, due_by_month)
        for (month, _, _), entries in sorted(self.lists.items(), key=lambda item: item[0]):
            self._send_list(month, entries)
        for start in WRONG_YEARS:
            self._for_nobody(start)
        self.found.lines.sort(key=lambda line: (line.posting_date, line.journal_id))
        return self.found

    def _go_wrong(self) -> None:
        """Choose what goes wrong, and in which years."""
        stays = [stay for stay, _ in self.stays]
        self.rng.shuffle(stays)
        ever = min(FINANCIAL_YEARS)
        for billing in BY_MONTH:
            of_all_years = (s for s in self._free(stays, ever) if self._billing(s) == billing)
            self._are_wrong(NEVER, of_all_years, tuple(FINANCIAL_YEARS), 1)
        for start in WRONG_YEARS:
            for kind in (RISEN, LATE):
                self._are_wrong(kind, self._free(stays, start), (start,))
            leavers = self._free(stays, start, date(start, 5, 1), date(start, 8, 31))
            self._are_wrong(AFTER_LEAVING, leavers, (start,))
        last = max(WRONG_YEARS)
        shared = (s for s in stays if is_shared(s) and self._lasts(s, last))
        self._are_wrong(UNSHARED, shared, (last,))

    def _are_wrong(
        self, kind: str, stays: Iterable[Placement], starts: tuple[int, ...],
        count: int = OF_EACH_KIND,
    ) -> None:  # fmt: skip
        for stay in list(islice(stays, count)):
            self.found.wrong.update({(stay.placement_id, start): kind for start in starts})

    def _free(
        self, stays: list[Placement], start: int, since: date | None = None, to: date | None = None
    ) -> Iterator[Placement]:
        """Yield stays with nothing wrong that are billed by month and last from the beginning of a
        financial year: on, or until a day between two."""
        taken = {placement_id for placement_id, _ in self.found.wrong}
        for stay in stays:
            by_month = self._provider(stay) and self._billing(stay) in BY_MONTH
            plain = by_month and not is_shared(stay) and stay.placement_id not in taken
            if plain and self._lasts(stay, start, since, to):
                yield stay

    def _lasts(
        self, stay: Placement, start: int, since: date | None = None, to: date | None = None
    ) -> bool:
        ends = last_day(stay)
        leaves = since <= ends <= to if since and to and ends else ends is since
        by_day = all(cost.price_basis != "weekly" for cost in stay.costs)
        return leaves and by_day and stay.costs[0].start <= date(start, 4, 1)

    def _provider(self, stay: Placement) -> Provider | None:
        return self.at.get(stay.details["urn"] or stay.details["ukprn"])

    def _billing(self, stay: Placement) -> str:
        at = self._provider(stay)
        if at is None or is_shared(stay):
            return "reference"
        by_term = at.billing == "termly" and _is_for_whole_years(stay)
        by_twelfth = at.billing == "twelfths" and stay.costs[0].price_basis != "weekly"
        return at.billing if by_term or by_twelfth or at.billing in BY_MONTH else "number"

    def _bill(self, stay: Placement, month: date, due: int, whole: int) -> None:
        wrong = self.found.wrong.get((stay.placement_id, financial_year_start(month)))
        billing = self._billing(stay)
        if wrong:
            self._bill_wrongly(stay, month, wrong, due, whole)
        elif billing == "list" and not in_part(stay, month, POSTED_ON):
            at = stay.details["urn"] or stay.details["ukprn"]
            self.lists[month, at, stay.costs[0].spend_category].append((stay, due))
        elif billing == "termly":
            if month.month in TERMS:
                self._invoice(stay, month, part_of(price_of(stay, month).pence, 1, 3), "number")
        elif billing == "twelfths" and not in_part(stay, month, 2):
            self._invoice(stay, month, part_of(price_of(stay, month).pence, 1, 12), "number")
        else:
            self._invoice(stay, month, whole, billing)
            self._contribution(stay, month, due - whole)

    def _bill_wrongly(self, stay: Placement, month: date, wrong: str, due: int, whole: int) -> None:
        # Half of what can be found by its amount has to be.
        unnamed = wrong in (LATE, UNSHARED) and _number(stay) % 2
        billing = "number" if unnamed else "reference"
        if wrong == UNSHARED:
            self._invoice(stay, month, whole, billing)
        elif wrong == RISEN:
            self._invoice(stay, month, due + due * PER_CENT_RISEN // 100, billing)
        elif wrong == LATE and month.month == LATE_MONTH:
            self._invoice(stay, _later(month), due, billing)
        elif wrong != NEVER:
            self._invoice(stay, month, due, billing)

    def _bill_after_leaving(self, stay: Placement, due_by_month: Owed) -> None:
        for start in WRONG_YEARS:
            if self.found.wrong.get((stay.placement_id, start)) == AFTER_LEAVING:
                month = max(due_by_month)
                for _ in range(MONTHS_AFTER):
                    month = _later(month)
                    self._invoice(stay, month, due_by_month[date(start, 4, 1)][0], "reference")

    def _invoice(self, stay: Placement, month: date, pence: int, billing: str) -> None:
        at, posted = self._provider(stay), _posted(stay, month)
        supplier = (at.supplier_id, at.name) if at else TUTORS[_number(stay) % len(TUTORS)]
        reference = f"{stay.placement_id}/{month:%m%y}" if billing == "reference" else ""
        self._line(self._account(stay), month, posted, pence, supplier, reference)
        self._pays(stay, month, posted, pence)

    def _contribution(self, stay: Placement, month: date, pence: int) -> None:
        """Social care and health pay back their shares of what the grant paid as a whole."""
        if pence:
            posted, reference = _posted(stay, month), f"{stay.placement_id}/{month:%m%y}"
            self._line(CONTRIBUTIONS, month, posted, pence, ("", ""), reference, "AR")
            self._pays(stay, month, posted, pence)

    def _send_list(self, month: date, entries: list[tuple[Placement, int]]) -> None:
        first, posted = entries[0][0], month.replace(day=POSTED_ON)
        at = self.at[first.details["urn"] or first.details["ukprn"]]
        pence = sum(due for _, due in entries)
        self._line(self._account(first), month, posted, pence, (at.supplier_id, at.name))
        for stay, due in entries:
            self._pays(stay, month, posted, due)

    def _for_nobody(self, start: int) -> None:
        account = PAYS_FOR["independent_nmss"][0]
        suppliers = [at for at in self.known["independent"] if self._is_not_for_one(at, start)]
        for number in range(4, 4 + OF_EACH_KIND):
            month, pence = date(start, number, 1), self.rng.randrange(1_000_00, 4_000_00)
            at, posted = self.rng.choice(suppliers), month.replace(day=POSTED_ON)
            line = self._line(account, month, posted, pence, (at.supplier_id, at.name))
            self.found.for_nobody.append(("paid_without_placement", line))
            line = self._line(account, month, posted, pence // 2, ("", ""), kind="GL")
            self.found.for_nobody.append(("unattributable", line))

    def _is_not_for_one(self, at: Provider, start: int) -> bool:
        """Whether a provider has two children from the beginning of a financial year, or none in
        it: what is paid to one with a single child is taken to be for that child."""
        here = [due_by_month for stay, due_by_month in self.stays if self._provider(stay) == at]
        from_april = sum(date(start, 4, 1) in due for due in here)
        none = not any(financial_year_start(month) == start for due in here for month in due)
        return none or from_april > 1

    def _account(self, stay: Placement) -> Account:
        at, accounts = self._provider(stay), PAYS_FOR[stay.costs[0].spend_category]
        return accounts[at.place % len(accounts) if at else 0]

    def _line(
        self,
        account: Account,
        month: date,
        posted: date,
        pence: int,
        supplier: tuple[str, str],
        reference: str = "",
        kind: str = "AP",
    ) -> Line:
        self.number += 1
        year, period = FINANCIAL_YEARS[financial_year_start(month)], (month.month - 4) % 12 + 1
        own_number = f"INV{self.number:06d}" if supplier[0] else ""
        line = Line(
            f"PI{year[2:4]}-{self.number:06d}", 1, year, period, posted.isoformat(),
            posted.isoformat(), kind, account, *supplier, reference or own_number, pence,
        )  # fmt: skip
        self.found.lines.append(line)
        return line

    def _pays(self, stay: Placement, month: date, posted: date, pence: int) -> None:
        self.found.paid.append(Paid(stay.placement_id, month, posted.isoformat(), pence))


def _number(stay: Placement) -> int:
    return int(stay.placement_id[2:])


def _is_for_whole_years(stay: Placement) -> bool:
    """Tell whether all prices are for academic years, and the ledger sees none of them in part."""
    begun = [cost.start for cost in stay.costs]
    whole = all(day < FIRST_MONTH or (day.month == 9 and day.day <= 2) for day in begun)
    by_year = all(cost.price_basis == "academic_year" for cost in stay.costs)
    return by_year and whole and last_day(stay) is None


def _posted(stay: Placement, month: date) -> date:
    return month_end(month) if in_part(stay, month, POSTED_ON) else month.replace(day=POSTED_ON)


def _later(month: date) -> date:
    return month_end(month) + timedelta(days=1)


def posted_by(lines: list[Line], night: date) -> Iterator[Line]:
    """Yield the lines posted up to a night."""
    return (line for line in lines if line.posting_date <= night.isoformat())
