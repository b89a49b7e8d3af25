"""Chooses the placements that are billed wrongly, a few of each class in the financial years.

The classes are those of `marts.reconciliation_items`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from random import Random

from synthetic.cases.placements import Placement
from synthetic.financial_year import LEDGER_YEARS
from synthetic.ledger.billing import MONTHLY_METHODS, Billing
from synthetic.ledger.prices import is_jointly_funded, last_day

OF_EACH_CLASS = 3
YEARS_WITH_ERRORS = (2025, 2026)  # financial years by the year they begin in
NEVER_BILLED = "placement_without_payment"
BILLED_AFTER_LEAVING = "paid_without_placement"
CHARGED_ABOVE_PRICE = "rate_variance"
BILLED_LATE = "timing"
NOT_SHARED = "joint_funding"

Errors = dict[tuple[str, int], str]  # placement_id, start of the financial year → class


def choose_errors(rng: Random, billing: Billing, placements: Iterable[Placement]) -> Errors:
    """Choose the errors of all years; each placement has errors of one class only."""
    return _Chooser(rng, billing, placements).choose()


class _Chooser:
    def __init__(self, rng: Random, billing: Billing, placements: Iterable[Placement]) -> None:
        self.billing = billing
        self.placements = list(placements)
        rng.shuffle(self.placements)
        self.errors: Errors = {}

    def choose(self) -> Errors:
        for method in MONTHLY_METHODS:
            since_first_year = (
                each
                for each in self._candidates(min(LEDGER_YEARS))
                if self.billing.method_of(each) == method
            )
            self._add(NEVER_BILLED, since_first_year, tuple(LEDGER_YEARS), count=1)
        for start in YEARS_WITH_ERRORS:
            self._add(CHARGED_ABOVE_PRICE, self._candidates(start), (start,))
            self._add(BILLED_LATE, self._candidates(start), (start,))
            summer = (date(start, 5, 1), date(start, 8, 31))
            self._add(BILLED_AFTER_LEAVING, self._candidates(start, summer), (start,))
        last = max(YEARS_WITH_ERRORS)
        shared = (p for p in self.placements if is_jointly_funded(p) and _lasts_from(p, last))
        self._add(NOT_SHARED, shared, (last,))
        return self.errors

    def _add(
        self, error: str, placements: Iterable[Placement], starts: tuple[int, ...],
        count: int = OF_EACH_CLASS,
    ) -> None:  # fmt: skip
        """Give the first placements this class of error in the years with these starts."""
        for placement in list(islice(placements, count)):
            self.errors |= {(placement.placement_id, start): error for start in starts}

    def _candidates(
        self, start: int, leaves_within: tuple[date, date] | None = None
    ) -> Iterator[Placement]:
        """Yield placements without errors that are billed monthly and last from a year's start."""
        chosen = {placement_id for placement_id, _ in self.errors}
        for placement in self.placements:
            if (
                self.billing.provider_of(placement)
                and self.billing.method_of(placement) in MONTHLY_METHODS
                and not is_jointly_funded(placement)
                and placement.placement_id not in chosen
                and _lasts_from(placement, start, leaves_within)
            ):
                yield placement


def _lasts_from(
    placement: Placement, start: int, leaves_within: tuple[date, date] | None = None
) -> bool:
    """Return whether a placement lasts from 1 April of a year without an end.

    With `leaves_within` its end must lie between two days. Placements with a weekly price are
    excluded, because such a price is due on school days only.
    """
    if any(cost.price_basis == "weekly" for cost in placement.costs):
        return False
    if placement.costs[0].start > date(start, 4, 1):
        return False
    end = last_day(placement)
    if leaves_within is None:
        return end is None
    return end is not None and leaves_within[0] <= end <= leaves_within[1]
