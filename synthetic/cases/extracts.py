"""The case system's nightly extracts: every dataset's rows as known on a night."""

from __future__ import annotations

from datetime import date, timedelta

from synthetic.cases.case_files import CaseFiles, Person
from synthetic.cases.casework import casework_as_at
from synthetic.cases.corrections import Correction
from synthetic.cases.datasets import COLUMNS, Extracts, Row, row_key
from synthetic.cases.journeys import Assessment, Plan, Request

WRONG_FOR = timedelta(days=4)
TEAMS = ("Early years", "North", "South", "Post-16", "Complex needs")


def extracts_as_at(files: CaseFiles, night: date) -> Extracts:
    """Return every dataset's rows as the case system held them at the end of a night."""
    rows: Extracts = {dataset: [] for dataset in COLUMNS}
    rows["persons"] = [_person_row(p) for p in files.persons if p.known_from <= night]
    in_error = [r for r, deleted in files.corrections.deleted_requests if night < deleted]
    for request in files.requests + in_error:
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
    _restore_wrong_values(rows, files.corrections.values, night)
    return rows


def _restore_wrong_values(rows: Extracts, corrections: list[Correction], night: date) -> None:
    """Put back the values that are corrected within four days after the night."""
    # Values are wrong for a few days only, so that few are wrong on any one night.
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
        **_held_by(request.person_id),
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
    ceased = plan.ceases is not None and plan.ceases <= night
    return {
        "plan_id": plan.plan_id,
        "person_id": request.person_id,
        "request_id": request.request_id,
        "start_date": _day(plan.start),
        **plan.details,
        "cease_date": _day(plan.ceases) if ceased else "",
        "cease_reason": plan.cease_reason if ceased else "",
        "transfer_la": plan.transfer_la,
        **_held_by(request.person_id),
    }


def _held_by(person_id: str) -> Row:
    """Return the team and the case holder of a child: five teams of four."""
    number = int(person_id[1:])
    team = TEAMS[number % len(TEAMS)]
    return {"team": team, "case_holder": f"{team} officer {number % 4 + 1}"}


def _needs_rows(plan: Plan) -> list[Row]:
    return [
        {"plan_id": plan.plan_id, "sen_type_rank": str(rank), "sen_type": need}
        for rank, need in enumerate(plan.needs, start=1)
    ]
