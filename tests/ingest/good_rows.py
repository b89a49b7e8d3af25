"""A good row of each dataset, for test_more_datasets. The people are invented."""

Row = dict[str, str]

KNOWN = 40
# A good row of each dataset, in the order of its columns. `{n}` is the row's number, `{of}` that of
# a row which it may refer to.
GOOD: dict[str, Row] = {
    "case_system/plans": {
        "plan_id": "PL{n}", "person_id": "P{of}", "request_id": "R{of}", "start_date": "2026-05-01",
        "plan_res": "", "plan_wbp": "", "pb": "0", "oa": "0", "dp": "", "cease_date": "",
        "cease_reason": "", "transfer_la": "",
    },
    "case_system/advice": {
        "advice_id": "AD{n}", "request_id": "R{of}", "provider": "education",
        "requested_date": "2026-02-12", "received_date": "2026-03-20",
    },
    "case_system/placements": {
        "placement_id": "PC{n}", "plan_id": "PL{of}", "urn": "990123", "ukprn": "",
        "sen_setting": "", "sen_setting_other": "", "placement_rank": "1",
        "entry_date": "2025-09-01", "leaving_date": "2026-07-20", "sen_unit": "0",
        "resourced_provision": "1", "res": "", "wbp": "",
    },
    "case_system/reviews": {
        "review_id": "RV{n}", "plan_id": "PL{of}", "meeting_date": "2026-06-01",
        "decision_date": "2026-06-20", "outcome": "A", "draft_date": "2026-06-20",
        "final_date": "2026-08-01", "phase_transfer": "1",
        "phase_transfer_due_date": "2027-02-15", "phase_transfer_final_date": "2026-08-01",
    },
    "case_system/placement_costs": {
        "cost_id": "C{n}", "placement_id": "PC{of}", "spend_category": "independent_nmss",
        "annual_amount": "54,750.00", "price_basis": "weekly", "weeks": "38.5",
        "start_date": "2025-09-01", "end_date": "2026-08-31", "education_pct": "66.67",
        "social_care_pct": "33.33", "health_pct": "0",
    },
    "case_system/transitions": {
        "transition_id": "T{n}", "plan_id": "PL{of}", "identified_date": "2026-05-02",
        "target_date": "2027-07-31", "pathway": "employment", "status": "transitioned",
        "transitioned_date": "2026-09-01",
    },
    "case_system/consultations": {
        "consultation_id": "CN{n}", "plan_id": "PL{of}", "urn": "990123",
        "sent_date": "2026-05-02", "answered_date": "2026-05-10", "answer": "decline",
        "reason": "no place in the year",
    },
    "case_system/panel_decisions": {
        "decision_id": "D{n}", "placement_id": "PC{of}", "panel": "Joint panel",
        "decided_date": "2025-08-20", "start_date": "2025-09-01", "review_due_date": "2026-08-31",
        "end_date": "", "education_pct": "66.67", "social_care_pct": "0", "health_pct": "33.33",
        "fixed_health_gbp": "", "basis": "continuing care", "reference": "JP/{n}",
    },
    "finance_ledger/contributions": {
        "invoice_id": "I{n}", "decision_id": "D{of}", "period_start": "2026-04-01",
        "period_end": "2026-06-30", "amount": "4,500.00", "raised_date": "2026-07-03",
        "debtor": "icb", "status": "paid", "received_date": "2026-08-01",
        "received_amount": "4500.00",
    },
    "finance_ledger/supplier_providers": {
        "supplier_id": "S{n}", "urn": "990123", "ukprn": "99000123", "provider_name": "Tarnhouse",
    },
    "finance_ledger/remarks": {
        "financial_year": "2026-27", "period": "7", "line": "L{n}", "remark": "Two late invoices",
    },
    "places/commissioned_places": {
        "place_id": "CP{n}", "urn": "990123", "ukprn": "", "place_type": "special", "phase": "",
        "primary_need": "", "places": "10", "rate_gbp": "10,000", "start_date": "2026-09-01",
        "end_date": "",
    },
    "places/planned_places": {
        "scheme_id": "PS{n}", "scheme_name": "Tarnhouse", "urn": "", "place_type": "sen_unit",
        "phase": "primary", "primary_need": "ASD", "places": "12", "opens_on": "2027-09-01",
        "status": "approved", "confidence_pct": "80",
    },
    "places/place_forecasts": {
        "forecast_id": "PF{n}", "made_on": "2026-06-30", "method": "", "academic_year": "2027-28",
        "place_type": "special", "phase": "", "primary_need": "", "children": "120",
    },
    "safety_valve/agreement": {
        "version": "v{n}", "financial_year": "2026-27", "line": "schedule_a",
        "amount": "(1,319,465)", "status": "forecast",
    },
    "safety_valve/workstreams": {
        "workstream": "W{n}", "schedule": "A", "financial_year": "2026-27", "as_at": "2026-09-30",
        "target": "250000", "delivered": "64072.00", "forecast": "(1.00)", "rag": "amber",
    },
}  # fmt: skip
