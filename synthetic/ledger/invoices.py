"""The invoices of every placement with a price, most as agreed and a few with a known error.

An invoice is posted on the 12th of its month, or on the month's last day if the child comes later
or leaves within the month. A school that bills by list charges its children in one line a month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from synthetic.authority import Authority
from synthetic.cases.placements import Placement
from synthetic.cases.providers import Provider
from synthetic.financial_year import LEDGER_YEARS, period_of, start_year
from synthetic.ledger.accounts import CONTRIBUTIONS, Account
from synthetic.ledger.billing import (
    ACCOUNTS_BY_CATEGORY,
    Billing,
    establishment,
    number_of,
)
from synthetic.ledger.billing_errors import (
    BILLED_AFTER_LEAVING,
    BILLED_LATE,
    CHARGED_ABOVE_PRICE,
    NEVER_BILLED,
    NOT_SHARED,
    OF_EACH_CLASS,
    YEARS_WITH_ERRORS,
    Errors,
    choose_errors,
)
from synthetic.ledger.commissioned import place_lines
from synthetic.ledger.lines import Line
from synthetic.ledger.prices import (
    Due,
    DueByMonth,
    due_for_placement,
    is_part_month,
    month_end,
    next_month,
    part_of,
    price_of,
)

POSTING_DAY = 12
TERM_MONTHS = (9, 1, 4)  # in which a third of the price is billed
PER_CENT_ABOVE = 4  # charged above the agreed price
LATE_MONTH = 8  # whose invoice is posted in the next month
MONTHS_AFTER_LEAVING = 2  # that are billed by mistake


@dataclass(frozen=True, slots=True)
class Paid:
    """The pence that a line pays for a placement in a month of the ledger."""

    placement_id: str
    month: date
    posted: str
    pence: int


@dataclass(frozen=True, slots=True)
class Invoices:
    """All invoices of an authority: lines in order of posting and what they pay.

    `unmatched` are the lines that pay for no placement, with their class of difference.
    """

    lines: list[Line]
    paid: list[Paid]
    errors: Errors
    unmatched: list[tuple[str, Line]]

    def invoiced(self) -> dict[tuple[str, Account], int]:
        """Return pence by financial year and account."""
        found: defaultdict[tuple[str, Account], int] = defaultdict(int)
        for line in self.lines:
            found[line.financial_year, line.account] += line.pence
        return dict(found)

    def posted_by(self, day: date) -> Iterator[Line]:
        """Yield the lines posted up to a day."""
        return (line for line in self.lines if line.posting_date <= day.isoformat())


def invent_invoices(authority: Authority, seed: int, placements: list[Placement]) -> Invoices:
    """Invent the invoices of all months up to the horizon."""
    rng = Random(f"{seed}:{authority.la_code}:invoices")
    billing = Billing(authority)
    priced = [placement for placement in placements if placement.costs]
    due = {placement.placement_id: due_for_placement(placement) for placement in priced}
    errors = choose_errors(rng, billing, priced)
    writer = _InvoiceWriter(billing, errors)
    for placement in priced:
        writer.bill(placement, due[placement.placement_id])
    writer.send_lists()
    for start in YEARS_WITH_ERRORS:
        suppliers = _ambiguous_suppliers(billing, priced, due, start)
        writer.bill_without_placement(rng, suppliers, start)
    writer.lines += place_lines(authority)
    writer.lines.sort(key=lambda line: (line.posting_date, line.journal_id))
    return Invoices(writer.lines, writer.paid, errors, writer.unmatched)


@dataclass(slots=True)
class _InvoiceWriter:
    """Writes one authority's invoices and collects the children of each list."""

    billing: Billing
    errors: Errors
    lines: list[Line] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    unmatched: list[tuple[str, Line]] = field(default_factory=list)
    # month, URN or UKPRN, spend category → placements with the pence due
    lists: defaultdict[tuple[date, str, str], list[tuple[Placement, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def bill(self, placement: Placement, due_by_month: DueByMonth) -> None:
        """Write all invoices of a placement, or add it to its provider's lists."""
        for month, due in due_by_month.items():
            error = self.errors.get((placement.placement_id, start_year(month)))
            if error:
                self._bill_wrongly(placement, month, due, error)
            else:
                self._bill_as_agreed(placement, month, due)
        for start in YEARS_WITH_ERRORS:
            if self.errors.get((placement.placement_id, start)) == BILLED_AFTER_LEAVING:
                self._bill_after_leaving(placement, due_by_month, start)

    def _bill_as_agreed(self, placement: Placement, month: date, due: Due) -> None:
        method = self.billing.method_of(placement)
        if method == "list" and not is_part_month(placement, month, POSTING_DAY):
            key = month, establishment(placement), placement.costs[0].spend_category
            self.lists[key].append((placement, due.education))
        elif method == "termly":
            if month.month in TERM_MONTHS:
                third = part_of(price_of(placement, month).pence, 1, 3)
                self._invoice(placement, month, third, "number")
        elif method == "twelfths" and not is_part_month(placement, month, 2):
            twelfth = part_of(price_of(placement, month).pence, 1, 12)
            self._invoice(placement, month, twelfth, "number")
        else:
            self._invoice(placement, month, due.whole, method)
            self._contribution(placement, month, due.education - due.whole)

    def _bill_wrongly(self, placement: Placement, month: date, due: Due, error: str) -> None:
        # Half of these invoices have no reference, so that only their amounts can match them.
        by_amount = error in (BILLED_LATE, NOT_SHARED) and number_of(placement) % 2
        method = "number" if by_amount else "reference"
        if error == NOT_SHARED:
            self._invoice(placement, month, due.whole, method)
        elif error == CHARGED_ABOVE_PRICE:
            pence = due.education + due.education * PER_CENT_ABOVE // 100
            self._invoice(placement, month, pence, method)
        elif error == BILLED_LATE and month.month == LATE_MONTH:
            self._invoice(placement, next_month(month), due.education, method)
        elif error != NEVER_BILLED:
            self._invoice(placement, month, due.education, method)

    def _bill_after_leaving(
        self, placement: Placement, due_by_month: DueByMonth, start: int
    ) -> None:
        month = max(due_by_month)
        for _ in range(MONTHS_AFTER_LEAVING):
            month = next_month(month)
            full_month = due_by_month[date(start, 4, 1)].education
            self._invoice(placement, month, full_month, "reference")

    def _invoice(self, placement: Placement, month: date, pence: int, method: str) -> None:
        posted = _posting_day(placement, month)
        supplier = self.billing.supplier_of(placement)
        reference = _reference(placement, month) if method == "reference" else ""
        self._line(self.billing.account_of(placement), month, posted, pence, supplier, reference)
        self._pays(placement, month, posted, pence)

    def _contribution(self, placement: Placement, month: date, pence: int) -> None:
        """Post the shares of social care and health as income, where there are any."""
        if pence:
            posted, reference = _posting_day(placement, month), _reference(placement, month)
            self._line(CONTRIBUTIONS, month, posted, pence, ("", ""), reference, "AR")
            self._pays(placement, month, posted, pence)

    def send_lists(self) -> None:
        """Write one line for the children of each list."""
        for (month, _, _), entries in sorted(self.lists.items(), key=lambda item: item[0]):
            first, posted = entries[0][0], month.replace(day=POSTING_DAY)
            account, supplier = self.billing.account_of(first), self.billing.supplier_of(first)
            self._line(account, month, posted, sum(pence for _, pence in entries), supplier)
            for placement, pence in entries:
                self._pays(placement, month, posted, pence)

    def bill_without_placement(self, rng: Random, suppliers: list[Provider], start: int) -> None:
        """Write lines of a financial year that pay for no placement, with and without supplier."""
        account = ACCOUNTS_BY_CATEGORY["independent_nmss"][0]
        for number in range(4, 4 + OF_EACH_CLASS):
            month, pence = date(start, number, 1), rng.randrange(1_000_00, 4_000_00)
            provider, posted = rng.choice(suppliers), month.replace(day=POSTING_DAY)
            supplier = (provider.supplier_id, provider.name)
            line = self._line(account, month, posted, pence, supplier)
            self.unmatched.append(("paid_without_placement", line))
            line = self._line(account, month, posted, pence // 2, ("", ""), kind="GL")
            self.unmatched.append(("unattributable", line))

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
        number = len(self.lines) + 1
        year = LEDGER_YEARS[start_year(month)]
        invoice_number = f"INV{number:06d}" if supplier[0] else ""
        line = Line(
            f"PI{year[2:4]}-{number:06d}", 1, year, period_of(month), posted.isoformat(),
            posted.isoformat(), kind, account, *supplier, reference or invoice_number, pence,
        )  # fmt: skip
        self.lines.append(line)
        return line

    def _pays(self, placement: Placement, month: date, posted: date, pence: int) -> None:
        self.paid.append(Paid(placement.placement_id, month, posted.isoformat(), pence))


def _ambiguous_suppliers(
    billing: Billing, placements: list[Placement], due: dict[str, DueByMonth], start: int
) -> list[Provider]:
    """Return the independent schools with two children or more in April of a year, or none in it.

    A line to a school with a single child is matched to that child.
    """
    april = date(start, 4, 1)
    children: dict[Provider, list[DueByMonth]] = {}
    for placement in placements:
        provider = billing.provider_of(placement)
        if provider:
            children.setdefault(provider, []).append(due[placement.placement_id])

    def is_ambiguous(provider: Provider) -> bool:
        here = children.get(provider, [])
        in_year = any(start_year(month) == start for due_by_month in here for month in due_by_month)
        return not in_year or sum(april in due_by_month for due_by_month in here) > 1

    return [each for each in billing.providers["independent"] if is_ambiguous(each)]


def _reference(placement: Placement, month: date) -> str:
    return f"{placement.placement_id}/{month:%m%y}"


def _posting_day(placement: Placement, month: date) -> date:
    if is_part_month(placement, month, POSTING_DAY):
        return month_end(month)
    return month.replace(day=POSTING_DAY)
