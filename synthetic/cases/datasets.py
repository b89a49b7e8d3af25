"""The datasets of the case system's nightly extracts: their columns and keys."""

from __future__ import annotations

Row = dict[str, str]  # column → text as in the file
Extracts = dict[str, list[Row]]  # dataset → rows

COLUMNS = {
    "persons": ("person_id", "upn", "uln", "upn_unknown", "surname", "forename", "birth_date",
                "sex", "ethnicity", "postcode"),
    "requests": ("request_id", "person_id", "received_date", "request_source", "rya",
                 "request_outcome", "request_outcome_date", "request_mediation",
                 "request_tribunal", "exported_la", "team", "case_holder"),
    "assessments": ("request_id", "assessment_outcome", "assessment_outcome_date",
                    "assessment_mediation", "assessment_tribunal", "other_mediation",
                    "other_tribunal", "week20"),
    "plans": ("plan_id", "person_id", "request_id", "start_date", "plan_res", "plan_wbp", "pb",
              "oa", "dp", "cease_date", "cease_reason", "transfer_la", "team", "case_holder"),
    "needs": ("plan_id", "sen_type_rank", "sen_type"),
    "advice": ("advice_id", "request_id", "provider", "requested_date", "received_date"),
    "placements": ("placement_id", "plan_id", "urn", "ukprn", "sen_setting", "sen_setting_other",
                   "placement_rank", "entry_date", "leaving_date", "sen_unit",
                   "resourced_provision", "res", "wbp"),
    "reviews": ("review_id", "plan_id", "meeting_date", "decision_date", "outcome", "draft_date",
                "final_date", "phase_transfer", "phase_transfer_due_date",
                "phase_transfer_final_date"),
    "placement_costs": ("cost_id", "placement_id", "spend_category", "annual_amount",
                        "price_basis", "weeks", "start_date", "end_date", "education_pct",
                        "social_care_pct", "health_pct"),
    "panel_decisions": ("decision_id", "placement_id", "panel", "decided_date", "start_date",
                        "review_due_date", "end_date", "education_pct", "social_care_pct",
                        "health_pct", "fixed_health_gbp", "basis", "reference"),
    "transitions": ("transition_id", "plan_id", "identified_date", "target_date", "pathway",
                    "status", "transitioned_date"),
    "consultations": ("consultation_id", "plan_id", "urn", "sent_date", "answered_date", "answer",
                      "reason"),
}  # fmt: skip
KEYS = {
    "persons": ("person_id",),
    "requests": ("request_id",),
    "assessments": ("request_id",),
    "plans": ("plan_id",),
    "needs": ("plan_id", "sen_type_rank"),
    "advice": ("advice_id",),
    "placements": ("placement_id",),
    "reviews": ("review_id",),
    "placement_costs": ("cost_id",),
    "panel_decisions": ("decision_id",),
    "transitions": ("transition_id",),
    "consultations": ("consultation_id",),
}


def row_key(dataset: str, row: Row) -> str:
    """Return the row's key as text, its parts joined by a bar."""
    return "|".join(row[column] for column in KEYS[dataset])
