"""The suites of the Safety Valve agreement and its monitoring. In the agreement deficits and
payments are positive and savings negative; in the monitoring report savings are positive. Source:
the agreements and monitoring reports that DfE and councils publish."""

from great_expectations.expectations.expectation import Expectation

from expectations.facts import BatchFacts
from expectations.rules import REJECT, no_rows, no_totals, remark, shared, within, years_follow

# DfE made the first agreements in 2020-21
FIRST_DATE = "2020-04-01"
# Agreements enter a block transfer into high needs as a negative cost
NEVER_POSITIVE = "('schedule_a', 'schedule_b', 'schedule_c', 'block_transfer')"
NEVER_NEGATIVE = "('hnb_allocation', 'expenditure_before_savings', 'safety_valve_payment')"
# The sums of all high needs of a year: DfE allocates some millions of pounds to all but the
# smallest two authorities, and makes agreements with those whose deficits are large.
OF_ALL_HIGH_NEEDS = "('hnb_allocation', 'expenditure_before_savings')"
LEAST_OF_ALL = 500_000  # pounds
# No agreement or workstream is about less: a report in millions of pounds has 3.2 or 45.17
LEAST_OF_ANY = 1_000  # pounds


def agreement(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        years_follow("financial_year"),
        _in_pounds("amount"),
        remark(
            f"amount: less than {LEAST_OF_ALL:,} pounds for all high needs of a year (in thousands "
            "or millions?)",
            f"line in {OF_ALL_HIGH_NEEDS} and amount > 0 and amount < {LEAST_OF_ALL}",
        ),
        remark(
            "amount: its sign is not the agreement's (savings and block transfers negative; "
            "allocation, expenditure and payments positive)",
            f"(line in {NEVER_POSITIVE} and amount > 0) "
            f"or (line in {NEVER_NEGATIVE} and amount < 0)",
        ),
    ]


def workstreams(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        no_totals("workstream"),
        years_follow("financial_year"),
        _in_pounds("target"),
        within("as_at", FIRST_DATE, facts.business_date),
        remark(
            "target: it is negative; savings of the monitoring report are positive",
            "target < 0",
        ),
    ]


def _in_pounds(column: str) -> Expectation:
    """Reject a file whose amounts are all small and not all whole: they are in millions."""
    return no_rows(
        f"{column}: all are below {LEAST_OF_ANY:,} pounds, and some have pence (expected pounds; "
        "in millions of pounds, export them as pounds)",
        f"select 1 from {{batch}} having max(abs({column})) < {LEAST_OF_ANY} "
        f"and bool_or({column} % 1 <> 0)",
        REJECT,
        rule=f"{column}: in pounds",
    )
