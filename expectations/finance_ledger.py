"""What is believable of the general ledger. Periods 1-12 are April to March; 13 and 14 close."""

from typing import Any

from expectations.rules import Facts, rows, shared, within


def transactions(facts: Facts) -> list[Any]:
    return [
        *shared(facts),
        within("period", 1, 14),
        _year_follows(),
        within("posting_date", "2000-01-01", facts["business_date"]),
    ]


def trial_balance(facts: Facts) -> list[Any]:
    return [*shared(facts), within("period", 1, 14), _year_follows()]


def budgets(facts: Facts) -> list[Any]:
    return [*shared(facts), _year_follows()]


def chart_of_accounts(facts: Facts) -> list[Any]:
    return shared(facts)


def _year_follows() -> Any:
    return rows(
        "financial_year: the two years don't follow each other (expected such as 2025-26)",
        "try_cast(right(financial_year, 2) as integer) is distinct from "
        "(try_cast(left(financial_year, 4) as integer) + 1) % 100",
    )
