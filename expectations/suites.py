"""Which suite judges which dataset. A dataset without one can't be loaded."""

from collections.abc import Callable
from typing import Any

from expectations import case_system, dfe_census, finance_ledger
from expectations.rules import Facts

SUITES: dict[str, Callable[[Facts], list[Any]]] = {
    "case_system.persons": case_system.persons,
    "case_system.requests": case_system.requests,
    "case_system.assessments": case_system.assessments,
    "case_system.plans": case_system.plans,
    "case_system.needs": case_system.needs,
    "finance_ledger.transactions": finance_ledger.transactions,
    "finance_ledger.trial_balance": finance_ledger.trial_balance,
    "finance_ledger.budgets": finance_ledger.budgets,
    "finance_ledger.chart_of_accounts": finance_ledger.chart_of_accounts,
    "dfe_census.education-health-and-care-plans": dfe_census.education_health_and_care_plans,
}
