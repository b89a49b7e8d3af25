"""The suites of the general ledger. Periods 1 to 12 are April to March; 13 and 14 hold the year-end
adjustments."""

from great_expectations.expectations.expectation import Expectation

from expectations.facts import BatchFacts
from expectations.rules import (
    REJECT,
    no_rows,
    no_totals,
    remark,
    rows,
    shared,
    within,
    years_follow,
)

# SAP has up to four periods for the year-end
FURTHER_PERIODS = " (the contract maps further periods of the year-end: code_map: {'16': '14'})"
ACCOUNT = ("cost_centre", "subjective")
FEWEST_LINES = 20  # of a file whose years are compared with its posting dates


def transactions(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        no_totals(*ACCOUNT),
        within("period", 1, 14, FURTHER_PERIODS),
        _periods_are_no_months(),
        _years_are_those_of_the_dates(),
        years_follow("financial_year"),
        within("posting_date", "2000-01-01", facts.business_date),
        _posted_long_before_its_period(),
    ]


def _posted_long_before_its_period() -> Expectation:
    """A ledger posts a line in its period or after it, and little in advance."""
    return remark(
        "posting_date: more than two months before its period begins (are day and month exchanged, "
        "or is a year wrong?)",
        f"posting_date < {_begin_of_period(months=-2)}",
    )


def _years_are_those_of_the_dates() -> Expectation:
    """Some ledgers name the financial year by its first calendar year, some by its second. Read in
    the wrong way, each line is a year off; no ledger posts most of its lines a year early or late.
    A file of a few lines can hold corrections of an earlier year alone."""
    is_off = f"posting_date < {_begin_of_period(-9)} or posting_date >= {_begin_of_period(12)}"
    return no_rows(
        "financial_year: is a year off posting_date in most rows; where the ledger names a year "
        "by its second calendar year, state it in the contract, in the column that holds it: "
        "period: {single_year: second}",
        f"select count(*) as n from {{batch}} having count(*) >= {FEWEST_LINES} "
        f"and 2 * sum(case when {is_off} then 1 else 0 end) > count(*)",
        REJECT,
        rule="financial_year: is a year off posting_date",
    )


def _begin_of_period(months: int) -> str:
    """SQL for the day that lies so many months after a period begins (before it where negative).
    Period 1 begins in April; 13 and 14 have no month."""
    number = f"(try_cast(left(financial_year, 4) as integer) * 12 + period + {2 + months})"
    first = f"make_date(cast({number} // 12 as integer), cast({number} % 12 + 1 as integer), 1)"
    return f"case when period between 1 and 12 then {first} end"


def _periods_are_no_months() -> Expectation:
    """Period 11 is February: a line that is posted in November can't be in it yet, so a ledger with
    such lines numbers its months from January."""
    in_month = "sum(case when period = month(posting_date) then 1 else 0 end)"
    return no_rows(
        "period: is the calendar month of posting_date in most rows (11 in November), "
        "and periods count from April; state it in the contract: period: {numbers: month}",
        f"select count(*) as n from {{batch}} having 2 * {in_month} > count(*)",
        REJECT,
        rule="period: numbers months from January",
    )


def trial_balance(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        no_totals(*ACCOUNT),
        within("period", 1, 14, FURTHER_PERIODS),
        years_follow("financial_year"),
    ]


def budgets(facts: BatchFacts) -> list[Expectation]:
    return [*shared(facts), no_totals(*ACCOUNT), years_follow("financial_year")]


def chart_of_accounts(facts: BatchFacts) -> list[Expectation]:
    return [*shared(facts), no_totals(*ACCOUNT)]


def remarks(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        within("period", 1, 14, FURTHER_PERIODS),
        years_follow("financial_year"),
        rows(
            "remark: has the shape of a UPN, and remarks name nobody",
            "regexp_matches(remark, '[A-Za-z][0-9]{11}[0-9A-Za-z]')",
        ),
    ]


def contributions(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        *_of_a_decision(facts),
        within("raised_date", "2000-01-01", facts.business_date),
        within("received_date", "2000-01-01", facts.business_date),
        rows("period_end: before period_start", "period_end < period_start"),
        rows("received_date: before raised_date", "received_date < raised_date"),
        remark(
            "received_amount: more than the invoice",
            "received_amount > amount and amount > 0",
        ),
        remark(
            "received_date, received_amount: one given without the other",
            "(received_date is null) <> (received_amount is null)",
        ),
    ]


def _of_a_decision(facts: BatchFacts) -> list[Expectation]:
    """An invoice is for a decision of the joint panel, where the authority sends decisions. One
    that is raised after the date of the latest ones may be for a newer decision."""
    date = facts.dates_elsewhere.get("decision_key")
    if date is None:
        return []
    unknown = "not exists (from ref_decision_key where known = b.decision_key)"
    return [
        rows(
            "decision_id: not among the panel_decisions accepted so far",
            f"raised_date <= date '{date}' and {unknown}",
        ),
        remark(
            "decision_id: not among the panel_decisions, which are of an earlier date",
            f"raised_date > date '{date}' and {unknown}",
        ),
    ]


def supplier_providers(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        remark(
            "urn, ukprn: neither given, so the supplier's payments find no placement",
            "urn is null and ukprn is null",
        ),
    ]
