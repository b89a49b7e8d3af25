"""Bad and unusual rows for test_more_datasets."""

from tests.ingest.good_rows import GOOD, KNOWN, Row

BAD = [
    ("case_system/advice", {"request_id": "R999"}, "request_id: not among the requests"),
    ("case_system/advice", {"provider": "astrology"}, "provider: found the shape"),
    ("case_system/advice", {"received_date": "2026-02-11"}, "before requested_date"),
    ("case_system/advice", {"received_date": "2026-11-21"}, "received_date: outside"),
    ("case_system/placements", {"plan_id": "PL999"}, "plan_id: not among the plans"),
    ("case_system/placements", {"urn": "1234567"}, "urn: found the shape"),
    ("case_system/placements", {"urn": "", "ukprn": "9900012"}, "ukprn: found the shape"),
    ("case_system/placements", {"ukprn": "99000123"}, "several given"),
    ("case_system/placements", {"sen_setting": "EHE"}, "several given"),
    ("case_system/placements", {"urn": "", "sen_setting": "XXX"}, "sen_setting: found the shape"),
    ("case_system/placements", {"leaving_date": "2025-08-31"}, "leaving_date: before entry_date"),
    ("case_system/placements", {"entry_date": "2066-09-01", "leaving_date": ""}, "entry_date: out"),
    (
        "case_system/placements",
        {"entry_date": "2206-09-01", "leaving_date": ""},
        "entry_date: found the shape 9999-99-99",
    ),
    ("case_system/placements", {"placement_rank": "3"}, "placement_rank: outside"),
    ("case_system/placements", {"placement_rank": "1.7"}, "placement_rank: found the shape 9.9"),
    ("case_system/placements", {"placement_rank": "1e0"}, "placement_rank: found the shape 9"),
    ("case_system/placements", {"res": "C"}, "res: found the shape"),
    ("case_system/placements", {"wbp": "X"}, "wbp: found the shape"),
    ("case_system/reviews", {"plan_id": "PL999"}, "plan_id: not among the plans"),
    ("case_system/reviews", {"outcome": "Y"}, "outcome: found the shape"),
    ("case_system/reviews", {"decision_date": "2026-05-31"}, "decision_date: before meeting_date"),
    ("case_system/reviews", {"draft_date": "2026-05-31"}, "draft_date: before meeting_date"),
    ("case_system/reviews", {"final_date": "2026-06-19"}, "final_date: before the meeting"),
    (
        "case_system/reviews",
        {"decision_date": "", "outcome": "", "draft_date": "", "final_date": "2026-05-31"},
        "final_date: before the meeting",
    ),
    ("case_system/reviews", {"final_date": "2026-11-21"}, "final_date: outside"),
    ("case_system/placement_costs", {"placement_id": "PC999"}, "not among the placements"),
    ("case_system/placement_costs", {"spend_category": "ponies"}, "spend_category: found"),
    ("case_system/placement_costs", {"price_basis": "monthly"}, "price_basis: found the shape"),
    ("case_system/placement_costs", {"end_date": "2025-08-31"}, "end_date: before start_date"),
    ("case_system/placement_costs", {"weeks": "54"}, "weeks: outside"),
    ("case_system/placement_costs", {"weeks": "38 or so"}, "weeks: found the shape"),
    ("case_system/placement_costs", {"education_pct": "66.66"}, "don't sum to 100"),
    ("case_system/placement_costs", {"health_pct": "", "education_pct": "60"}, "don't sum to 100"),
    (
        "case_system/placement_costs",
        {"education_pct": "133.33", "social_care_pct": "-33.33"},
        "social_care_pct: outside 0 to 100",
    ),
    ("case_system/placement_costs", {"health_pct": "0.00001"}, "at most four decimals"),
    ("case_system/transitions", {"plan_id": "PL999"}, "plan_id: not among the plans"),
    ("case_system/transitions", {"pathway": "moon"}, "pathway: found the shape"),
    ("case_system/transitions", {"identified_date": "2026-11-21"}, "identified_date: outside"),
    (
        "case_system/transitions",
        {"transitioned_date": "2026-05-01"},
        "transitioned_date: before identified_date",
    ),
    ("case_system/transitions", {"status": "casework"}, "while status is another"),
    ("case_system/transitions", {"target_date": "2025-05-01"}, "target_date: more than 12 months"),
    ("case_system/consultations", {"plan_id": "PL999"}, "plan_id: not among the plans"),
    ("case_system/consultations", {"answer": "perhaps"}, "answer: found the shape"),
    ("case_system/consultations", {"sent_date": "2026-11-21"}, "sent_date: outside"),
    ("case_system/consultations", {"answered_date": "2026-05-01"}, "answered_date: before"),
    ("case_system/panel_decisions", {"placement_id": "PC999"}, "not among the placements"),
    ("case_system/panel_decisions", {"health_pct": "33.3"}, "don't sum to 100"),
    ("case_system/panel_decisions", {"review_due_date": "2025-08-31"}, "review_due_date: before"),
    ("case_system/panel_decisions", {"end_date": "2025-08-31"}, "end_date: before start_date"),
    ("case_system/panel_decisions", {"decided_date": "2026-11-21"}, "decided_date: outside"),
    ("case_system/panel_decisions", {"fixed_health_gbp": "-1"}, "fixed_health_gbp: below nil"),
    ("finance_ledger/contributions", {"decision_id": "D999"}, "not among the panel_decisions"),
    ("finance_ledger/contributions", {"debtor": "nobody"}, "debtor: found the shape"),
    ("finance_ledger/contributions", {"period_end": "2026-03-31"}, "period_end: before"),
    ("finance_ledger/contributions", {"received_date": "2026-07-02"}, "received_date: before"),
    ("finance_ledger/contributions", {"raised_date": "2026-11-21", "received_date": ""}, "outside"),
    ("finance_ledger/supplier_providers", {"supplier_id": ""}, "supplier_id: missing"),
    ("finance_ledger/supplier_providers", {"ukprn": "990001234"}, "ukprn: found the shape"),
    ("finance_ledger/remarks", {"period": "15"}, "period: "),
    ("finance_ledger/remarks", {"financial_year": "2026-28"}, "don't follow each other"),
    ("finance_ledger/remarks", {"remark": ""}, "remark: missing"),
    ("places/commissioned_places", {"place_type": "garden"}, "place_type: found the shape"),
    ("places/commissioned_places", {"places": "-1"}, "places: outside 0 to 2000"),
    ("places/commissioned_places", {"rate_gbp": "-6000"}, "rate_gbp: below nil"),
    ("places/commissioned_places", {"start_date": "1999-09-01"}, "start_date: outside"),
    ("places/commissioned_places", {"end_date": "1999-09-01"}, "end_date: outside"),
    ("places/commissioned_places", {"end_date": "2026-08-31"}, "end_date: before start_date"),
    ("places/planned_places", {"status": "hoped for"}, "status: found the shape"),
    ("places/planned_places", {"place_type": ""}, "place_type: missing"),
    ("places/planned_places", {"places": "2001"}, "places: outside -2000 to 2000"),
    ("places/planned_places", {"opens_on": "1999-09-01"}, "opens_on: outside"),
    ("places/planned_places", {"confidence_pct": "101"}, "confidence_pct: outside 0 to 100"),
    ("places/place_forecasts", {"children": "-1"}, "children: outside 0 to"),
    ("places/place_forecasts", {"made_on": "2026-11-21"}, "made_on: outside"),
    ("places/place_forecasts", {"academic_year": "2027-29"}, "don't follow each other"),
    ("places/place_forecasts", {"academic_year": "2027"}, "academic_year: found the shape"),
    ("finance_ledger/remarks", {"remark": "A987654321098 has moved"}, "the shape of a UPN"),
    ("safety_valve/agreement", {"line": "schedule_d"}, "line: found the shape"),
    ("safety_valve/agreement", {"financial_year": "2026-28"}, "don't follow each other"),
    ("safety_valve/agreement", {"financial_year": "2026 to 27"}, "financial_year: found the shape"),
    ("safety_valve/agreement", {"status": "guess"}, "status: found the shape"),
    ("safety_valve/workstreams", {"rag": "purple"}, "rag: found the shape"),
    ("safety_valve/workstreams", {"financial_year": "2026-28"}, "don't follow each other"),
    ("safety_valve/workstreams", {"as_at": "2026-11-21"}, "as_at: outside"),
]


REMARKED = [
    ("case_system/advice", {"requested_date": ""}, "requested_date: missing"),
    ("case_system/placements", {"urn": ""}, "none given, so the place is not known"),
    ("case_system/placements", {"entry_date": ""}, "entry_date: missing"),
    ("case_system/placements", {"placement_rank": ""}, "placement_rank: missing"),
    ("case_system/reviews", {"decision_date": ""}, "the decision counts in no period"),
    ("case_system/placement_costs", {"start_date": ""}, "start_date: missing"),
    (
        "case_system/placement_costs",
        {"education_pct": "", "social_care_pct": "", "health_pct": ""},
        "none given, so who pays is not known",
    ),
    ("case_system/transitions", {"transitioned_date": ""}, "not known when the plan"),
    ("case_system/transitions", {"target_date": "2025-05-02"}, "target_date: before identified"),
    ("case_system/advice", {"requested_date": "2026-01-04"}, "before the request was received"),
    ("case_system/consultations", {"answer": ""}, "one given without the other"),
    (
        "case_system/panel_decisions",
        {"education_pct": "", "social_care_pct": "", "health_pct": ""},
        "who pays is not known",
    ),
    ("case_system/panel_decisions", {"review_due_date": ""}, "the decision never lapses"),
    ("finance_ledger/contributions", {"received_amount": "4500.01"}, "more than the invoice"),
    ("finance_ledger/contributions", {"received_date": ""}, "one given without the other"),
    ("finance_ledger/contributions", {"status": "pondered"}, "status: not a known code"),
    ("finance_ledger/supplier_providers", {"urn": "", "ukprn": ""}, "neither given"),
    ("places/commissioned_places", {"urn": ""}, "neither given, so the places are found"),
    ("places/commissioned_places", {"rate_gbp": "8000"}, "not one of the national rates"),
    ("places/planned_places", {"opens_on": ""}, "opens_on: missing"),
    ("places/planned_places", {"status": "open"}, "status: open before opens_on"),
    ("places/planned_places", {"opens_on": "2026-09-01"}, "opens_on: past, but"),
    ("safety_valve/agreement", {"amount": "5.00"}, "its sign is not"),
    ("safety_valve/agreement", {"line": "hnb_allocation", "amount": "45170"}, "less than 500,000"),
    ("safety_valve/agreement", {"line": "safety_valve_payment", "amount": "-5"}, "its sign is not"),
    ("safety_valve/agreement", {"line": "block_transfer", "amount": "528000"}, "its sign is not"),
]


UNREMARKED = [
    ("case_system/placements", {"entry_date": "2027-09-01", "leaving_date": ""}),
    ("case_system/placements", {"urn": "", "ukprn": "99000123"}),
    *[
        ("case_system/placements", {"urn": "", "sen_setting": setting})
        for setting in ("OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO", "ola", "Niec")
    ],
    (
        "case_system/reviews",
        {"meeting_date": "2027-03-01"}
        | dict.fromkeys(("decision_date", "outcome", "draft_date", "final_date"), ""),
    ),
    ("case_system/placement_costs", {"start_date": "2027-04-01", "end_date": ""}),
    (
        "case_system/panel_decisions",
        {"education_pct": "60", "health_pct": "", "fixed_health_gbp": "12000"},
    ),
    (
        "finance_ledger/contributions",
        {"status": "raised", "received_date": "", "received_amount": ""},
    ),
    ("case_system/transitions", {"status": "identified", "transitioned_date": "", "pathway": ""}),
    ("case_system/consultations", {"answered_date": "", "answer": "", "reason": ""}),
    ("case_system/placement_costs", {"health_pct": "", "education_pct": "66.6700"}),
    ("places/commissioned_places", {"ukprn": "99000123"}),
    ("places/planned_places", {"places": "-8", "confidence_pct": ""}),
    ("places/planned_places", {"status": "open", "opens_on": "2026-09-01"}),
    ("safety_valve/workstreams", {"delivered": "", "rag": ""}),
    ("safety_valve/workstreams", {"rag": "Red"}),
    ("safety_valve/workstreams", {"rag": "Complete"}),
    *[
        ("finance_ledger/contributions", {"status": status})
        for status in ("Unpaid", "open", "invoiced", "Part Payment", "written off")
    ],
]
# a second row with the key of a good one and this change: both are quarantined
SAME_KEY = {
    "case_system/advice": {"received_date": "2026-03-21"},
    "case_system/placements": {"placement_rank": "2"},
    "case_system/reviews": {"outcome": "M"},
    "case_system/placement_costs": {"price_basis": "daily"},
    "case_system/transitions": {"pathway": "chc"},
    "case_system/consultations": {"reason": "another"},
    "case_system/panel_decisions": {"panel": "another"},
    "finance_ledger/contributions": {"status": "disputed"},
    "finance_ledger/supplier_providers": {"urn": "990124"},
    "finance_ledger/remarks": {"remark": "Another"},
    "places/commissioned_places": {"places": "11"},
    "places/planned_places": {"places": "11"},
    "places/place_forecasts": {"children": "11"},
    "safety_valve/agreement": {"amount": "-1"},
    "safety_valve/workstreams": {"forecast": "2"},
}
DATASETS = list(SAME_KEY)
GOOD_ROWS = 400  # enough to keep the bad rows below 5 %, which would reject the file


def text(dataset: str, good: int, *changed: Row) -> str:
    """A file of good rows, then the changed ones, each with a number of its own."""
    header = list(GOOD[dataset])
    lines = []
    for n, row in enumerate([*[Row()] * good, *changed]):
        numbers = {"n": row.get("n", n), "of": n % KNOWN}
        cells = [(GOOD[dataset] | row)[name].format(**numbers) for name in header]
        lines.append(",".join(f'"{cell}"' if "," in cell else cell for cell in cells))
    return "\n".join([",".join(header), *lines]) + "\n"


def cases(dataset: str) -> list[Row]:
    """The rows after the good ones, in the order of the file."""
    listed = [case[1] for case in (*BAD, *REMARKED, *UNREMARKED) if case[0] == dataset]
    return [*listed, {"n": "same key"}, {"n": "same key"} | SAME_KEY[dataset]]


def line_of(dataset: str, changes: Row) -> int:
    """The line of a case's row; the header is line 1."""
    return GOOD_ROWS + 2 + cases(dataset).index(changes)
