"""Which suite judges which dataset. A dataset without one can't be loaded."""

from collections.abc import Callable
from typing import Any

from expectations import case_system, dfe_census, finance_ledger, safety_valve, sen2_return
from expectations.facts import BatchFacts

SUITES: dict[str, Callable[[BatchFacts], list[Any]]] = {
    "case_system.persons": case_system.persons,
    "case_system.requests": case_system.requests,
    "case_system.assessments": case_system.assessments,
    "case_system.plans": case_system.plans,
    "case_system.needs": case_system.needs,
    "case_system.advice": case_system.advice,
    "case_system.placements": case_system.placements,
    "case_system.reviews": case_system.reviews,
    "case_system.placement_costs": case_system.placement_costs,
    "finance_ledger.transactions": finance_ledger.transactions,
    "finance_ledger.trial_balance": finance_ledger.trial_balance,
    "finance_ledger.budgets": finance_ledger.budgets,
    "finance_ledger.chart_of_accounts": finance_ledger.chart_of_accounts,
    "finance_ledger.supplier_providers": finance_ledger.supplier_providers,
    "safety_valve.agreement": safety_valve.agreement,
    "safety_valve.workstreams": safety_valve.workstreams,
    "dfe_census.education-health-and-care-plans": dfe_census.education_health_and_care_plans,
    "dfe_census.dedicated-schools-grant": dfe_census.dedicated_schools_grant,
    "dfe_census.gias_links": dfe_census.gias_links,
    "dfe_census.school_census": dfe_census.school_census,
    "dfe_census.sen2_header": sen2_return.header,
    "dfe_census.sen2_person": sen2_return.person,
    "dfe_census.sen2_requests": sen2_return.requests,
    "dfe_census.sen2_assessment": sen2_return.assessment,
    "dfe_census.sen2_named_plan": sen2_return.named_plan,
    "dfe_census.sen2_plan_detail": sen2_return.plan_detail,
    "dfe_census.sen2_active_plans": sen2_return.active_plans,
    "dfe_census.sen2_placement_detail": sen2_return.placement_detail,
    "dfe_census.sen2_sen_need": sen2_return.sen_need,
}
