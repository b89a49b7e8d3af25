"""The case system's nightly extracts: what was known on a night, in the shapes of sources.md."""

from __future__ import annotations

from datetime import date, timedelta

from synthetic.cases import CaseFiles, Correction, Person
from synthetic.casework import casework_as_at
from synthetic.journeys import Assessment, Plan, Request

Row = dict[str, str]
WRONG_FOR = timedelta(days=4)

COLUMNS = {
    "persons": ("person_id", "upn", "uln", "upn_unknown", "surname", "forename", "birth_date",
                "sex", "ethnicity", "postcode"),
    "requests": ("request_id", "person_id", "received_date", "request_source", "rya",
                 "request_outcome", "request_outcome_date", "request_mediation",
                 "request_tribunal", "exported_la"),
    "assessments": ("request_id", "assessment_outcome", "assessment_outcome_date",
                    "assessment_mediation", "assessment_tribunal", "other_mediation",
                    "other_tribunal", "week20"),
    "plans": ("plan_id", "person_id", "request_id", "start_date", "plan_res", "plan_wbp", "pb",
              "oa", "dp", "cease_date", "cease_reason", "transfer_la"),
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
}


def row_key(dataset: str, row: Row) -> str:
    """Return the row's key as text, parts joined by a bar."""
    return "|".join(row[column] for column in KEYS[dataset])


def extracts_as_at(files: CaseFiles, night: date) -> dict[str, list[Row]]:
    """Return every dataset's rows as the case system had them at the end of a night."""
    rows: dict[str, list[Row]] = {dataset: [] for dataset in COLUMNS}
    rows["persons"] = [_person_row(p) for p in files.persons if p.known_from <= night]
    mistaken = [r for r, deleted in files.mistaken if r.received and r.received <= night < deleted]
    for request in files.requests + mistaken:
        if request.received and request.received > night:
            continue
        decided = request.settled is None or request.settled <= night
        rows["requests"].append(_request_row(request, decided))
        if request.assessment and decided:
            rows["assessments"].append(_assessment_row(request, request.assessment, night))
        if request.plan and request.plan.start <= night:
            rows["plans"].append(_plan_row(request, request.plan, night))
            rows["needs"] += _needs_rows(request.plan)
    rows |= casework_as_at(files, night)
    _undo_coming_corrections(rows, files.corrections, night)
    return rows


def _undo_coming_corrections(
    rows: dict[str, list[Row]], corrections: list[Correction], night: date
) -> None:
    # A wrong value stands a few days before it is put right, so few are wrong on any one night.
    later = {
        (c.dataset, c.key): c
        for c in reversed(corrections)
        if timedelta(0) < c.on - night <= WRONG_FOR
    }
    for dataset in {dataset for dataset, _ in later}:
        for row in rows[dataset]:
            correction = later.get((dataset, row_key(dataset, row)))
            if correction:
                row[correction.column] = correction.before


def _person_row(person: Person) -> Row:
    return {"person_id": person.person_id, **person.fields}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _flag(flags: dict[str, bool], name: str) -> str:
    return "1" if flags.get(name) else "0"


def _request_row(request: Request, decided: bool) -> Row:
    outcome = request.outcome if decided else "A"
    return {
        "request_id": request.request_id,
        "person_id": request.person_id,
        "received_date": _day(request.received),
        "request_source": request.source,
        "rya": _flag(request.flags, "rya"),
        "request_outcome": outcome,
        "request_outcome_date": _day(request.settled) if outcome in "YN" else "",
        "request_mediation": _flag(request.flags, "request_mediation") if decided else "0",
        "request_tribunal": _flag(request.flags, "request_tribunal") if decided else "0",
        "exported_la": request.exported_la if decided else "",
    }


def _assessment_row(request: Request, assessment: Assessment, night: date) -> Row:
    agreed = assessment.agreed is None or assessment.agreed <= night
    settled = assessment.settled is not None and assessment.settled <= night
    names = (
        "assessment_mediation",
        "assessment_tribunal",
        "other_mediation",
        "other_tribunal",
        "week20",
    )
    return {
        "request_id": request.request_id,
        "assessment_outcome": assessment.outcome if agreed else "A",
        "assessment_outcome_date": _day(assessment.settled) if settled else "",
        **{name: _flag(assessment.flags, name) if agreed else "0" for name in names},
    }


def _plan_row(request: Request, plan: Plan, night: date) -> Row:
    over = plan.ceases is not None and plan.ceases <= night
    return {
        "plan_id": plan.plan_id,
        "person_id": request.person_id,
        "request_id": request.request_id,
        "start_date": _day(plan.start),
        **plan.details,
        "cease_date": _day(plan.ceases) if over else "",
        "cease_reason": plan.cease_reason if over else "",
        "transfer_la": plan.transfer_la,
    }


def _needs_rows(plan: Plan) -> list[Row]:
    return [
        {"plan_id": plan.plan_id, "sen_type_rank": str(rank), "sen_type": need}
        for rank, need in enumerate(plan.needs, start=1)
    ]
