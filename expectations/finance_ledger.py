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

ACCOUNT = ("cost_centre", "subjective")


def transactions(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        no_totals(*ACCOUNT),
        within("period", 1, 14),
        _periods_are_no_months(),
        years_follow("financial_year"),
        within("posting_date", "2000-01-01", facts.business_date),
        _posted_long_before_its_period(),
    ]


def _posted_long_before_its_period() -> Expectation:
    """A ledger posts a line in its period or after it, and little in advance. Period 1 begins in
    April, and two months before it is February."""
    year = "try_cast(left(financial_year, 4) as integer) + case when period > 11 then 1 else 0 end"
    earliest = f"case when period between 1 and 12 then make_date({year}, period % 12 + 1, 1) end"
    return remark(
        "posting_date: more than two months before its period begins (are day and month exchanged, "
        "or is a year wrong?)",
        f"posting_date < {earliest}",
    )


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
        within("period", 1, 14),
        years_follow("financial_year"),
    ]


def budgets(facts: BatchFacts) -> list[Expectation]:
    return [*shared(facts), no_totals(*ACCOUNT), years_follow("financial_year")]


def chart_of_accounts(facts: BatchFacts) -> list[Expectation]:
    return [*shared(facts), no_totals(*ACCOUNT)]


def remarks(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        within("period", 1, 14),
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
