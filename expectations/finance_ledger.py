"""The suites of the general ledger. Periods 1 to 12 are April to March; 13 and 14 hold the year-end
adjustments."""

from typing import Any

from expectations.facts import BatchFacts
from expectations.rules import remark, rows, shared, within, years_follow


def transactions(facts: BatchFacts) -> list[Any]:
    return [
        *shared(facts),
        within("period", 1, 14),
        years_follow(),
        within("posting_date", "2000-01-01", facts.business_date),
    ]


def trial_balance(facts: BatchFacts) -> list[Any]:
    return [*shared(facts), within("period", 1, 14), years_follow()]


def budgets(facts: BatchFacts) -> list[Any]:
    return [*shared(facts), years_follow()]


def chart_of_accounts(facts: BatchFacts) -> list[Any]:
    return shared(facts)


def remarks(facts: BatchFacts) -> list[Any]:
    return [
        *shared(facts),
        within("period", 1, 14),
        years_follow(),
        rows(
            "remark: has the shape of a UPN, and remarks name nobody",
            "regexp_matches(remark, '[A-Za-z][0-9]{11}[0-9A-Za-z]')",
        ),
    ]


def supplier_providers(facts: BatchFacts) -> list[Any]:
    return [
        *shared(facts),
        remark(
            "urn, ukprn: neither given, so the supplier's payments find no placement",
            "urn is null and ukprn is null",
        ),
    ]
