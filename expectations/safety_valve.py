"""The suites of the Safety Valve agreement and its monitoring. In the agreement deficits and
payments are positive and savings negative; in the monitoring report savings are positive. Source:
the agreements and monitoring reports that DfE and councils publish."""

from typing import Any

from expectations.facts import BatchFacts
from expectations.rules import remark, shared, within, years_follow

# DfE made the first agreements in 2020-21
FIRST_DATE = "2020-04-01"
# Agreements enter a block transfer into high needs as a negative cost
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
        remark(
            "target: it is negative; savings of the monitoring report are positive",
            "target < 0",
        ),
    ]
