"""How each placement is billed, by its provider and its prices."""

from __future__ import annotations

from datetime import date

from synthetic.authority import Authority
from synthetic.cases.placements import Placement
from synthetic.cases.providers import TUTORS, Provider, providers
from synthetic.ledger.accounts import (
    ACCOUNTS,
    CONTRIBUTIONS,
    PLACEMENT_CATEGORIES,
    SPECIAL_PLACES,
    Account,
)
from synthetic.ledger.prices import FIRST_MONTH, is_jointly_funded, last_day

# Methods that send an invoice for every month and charge what is due for it.
MONTHLY_METHODS = ("list", "number", "reference")
ACCOUNTS_BY_CATEGORY = {
    category: [
        a
        for a in ACCOUNTS
        if a.spend_category == category and a not in (CONTRIBUTIONS, SPECIAL_PLACES)
    ]
    for category in PLACEMENT_CATEGORIES
}


class Billing:
    """The providers of an authority, and how they bill the placements with them."""

    def __init__(self, authority: Authority) -> None:
        """Invent the authority's providers."""
        self.providers = providers(authority)
        self._by_number = {
            each.urn or each.ukprn: each for kind in self.providers.values() for each in kind
        }

    def provider_of(self, placement: Placement) -> Provider | None:
        """Return the school or college of a placement; None where a tutor teaches the child."""
        return self._by_number.get(establishment(placement))

    def supplier_of(self, placement: Placement) -> tuple[str, str]:
        """Return the id and name of the supplier that bills a placement."""
        provider = self.provider_of(placement)
        if provider:
            return provider.supplier_id, provider.name
        return TUTORS[number_of(placement) % len(TUTORS)]

    def account_of(self, placement: Placement) -> Account:
        """Return the account that a placement's invoices are posted to."""
        provider = self.provider_of(placement)
        accounts = ACCOUNTS_BY_CATEGORY[placement.costs[0].spend_category]
        return accounts[provider.place % len(accounts) if provider else 0]

    def method_of(self, placement: Placement) -> str:
        """Return how a placement is billed, see providers.BILLING.

        The provider's method is not possible for every placement: a jointly funded one is billed by
        reference, a third needs whole academic years and a twelfth a price that is not weekly.
        """
        provider = self.provider_of(placement)
        if provider is None or is_jointly_funded(placement):
            return "reference"
        possible = {
            "termly": _is_for_whole_years(placement),
            "twelfths": placement.costs[0].price_basis != "weekly",
        }
        return provider.billing if possible.get(provider.billing, True) else "number"


def establishment(placement: Placement) -> str:
    """Return the URN or UKPRN of a placement, empty where there is neither."""
    return placement.details["urn"] or placement.details["ukprn"]


def number_of(placement: Placement) -> int:
    """Return the number in a placement's id."""
    return int(placement.placement_id[2:])


def _is_for_whole_years(placement: Placement) -> bool:
    """Return whether every price covers whole academic years, as far as the ledger's years go."""
    starts = [cost.start for cost in placement.costs]
    return (
        all(cost.price_basis == "academic_year" for cost in placement.costs)
        and all(_is_start_of_year(day) or day < FIRST_MONTH for day in starts)
        and last_day(placement) is None
    )


def _is_start_of_year(day: date) -> bool:
    return day.month == 9 and day.day <= 2
