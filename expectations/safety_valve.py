"""What is believable of the Safety Valve agreement and its monitoring. Source: the published
agreements and monitoring reports; signs as marts.md has them (deficits positive)."""

from typing import Any

from expectations.facts import BatchFacts
from expectations.rules import remark, shared, within, years_follow

# DfE's first agreements are of 2020-21
FIRST_DATE = "2020-04-01"
# a block transfer into high needs is entered as a negative cost
NEVER_POSITIVE = "('schedule_a', 'schedule_b', 'schedule_c', 'block_transfer')"
NEVER_NEGATIVE = "('hnb_allocation', 'expenditure_before_savings', 'safety_valve_payment')"


def agreement(facts: BatchFacts) -> list[Any]:
    return [
        *shared(facts),
        years_follow(),
        remark(
            "amount: its sign is not the agreement's (savings and block transfers negative; "
            "allocation, expenditure and payments positive)",
            f"(line in {NEVER_POSITIVE} and amount > 0) "
            f"or (line in {NEVER_NEGATIVE} and amount < 0)",
        ),
    ]


def workstreams(facts: BatchFacts) -> list[Any]:
    return [
        *shared(facts),
        years_follow(),
        within("as_at", FIRST_DATE, facts.business_date),
    ]
