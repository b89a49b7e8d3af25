"""The true answers of requests and plans, from the last night's accepted rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypedDict

from synthetic.answers.activity import Activity, OpenRequests, activity, open_requests
from synthetic.answers.mediation import MediationAndAppeals, mediation_and_appeals
from synthetic.answers.timeliness import Timeliness, timeliness
from synthetic.cases.datasets import Extracts, Row

OPEN_STATUSES = ("awaiting_decision", "in_assessment", "agreed_not_issued")


class RequestAnswers(TypedDict):
    """Numbers of requests: in all, by status and by year of receipt."""

    total: int
    by_status: dict[str, int]
    received_by_year: dict[str, int]


class PlanAnswers(TypedDict):
    """Numbers of plans: active on days, and by year of their start and end."""

    total: int
    active_on_last_night: int
    active_january: dict[str, int]
    started_by_year: dict[str, int]
    transferred_in_by_year: dict[str, int]
    ceased_by_year: dict[str, int]
    active_on_last_night_by_primary_need: dict[str, int]


class CaseSystemAnswers(TypedDict):
    """Every expected figure of requests and plans as at the last night."""

    timeliness: Timeliness
    activity: Activity
    mediation_and_appeals: MediationAndAppeals
    open_requests: OpenRequests
    requests: RequestAnswers
    plans: PlanAnswers
    transitions: dict[str, dict[str, int]]  # pathway → identified, transitioned, casework_open
    consultations: dict[str, dict[str, int]]  # academic year → sent, answered, …
    open_requests_by_team: dict[str, int]


def third_thursday_of_january(year: int) -> date:
    """Return the school census day of a year."""
    first = date(year, 1, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)


def latest_census_day(night: date) -> date:
    """Return the latest January census day up to a night."""
    januaries = (third_thursday_of_january(night.year - back) for back in (0, 1))
    return next(day for day in januaries if day <= night)


def active_on(plan: Row, day: date) -> bool:
    """Return whether a plan counts in the caseload of a day."""
    started = date.fromisoformat(plan["start_date"]) <= day
    return started and (not plan["cease_date"] or date.fromisoformat(plan["cease_date"]) > day)


def status(request: Row, assessment: Row | None, has_plan: bool) -> str:
    """Return the status of a request, the first that applies. `has_plan` is whether a plan of the
    request has begun by the last night."""
    decision = request["request_outcome"]
    outcome = (assessment or {}).get("assessment_outcome", "")
    if decision == "H":
        return "historical"
    if "W" in (decision, outcome):
        return "withdrawn"
    if request["exported_la"] and assessment is None:
        return "exported"
    if decision == "N":
        return "refused"
    if outcome == "Y" and assessment and assessment["assessment_outcome_date"]:
        return "issued"
    if outcome in ("H", "N"):
        return {"H": "transferred_in", "N": "not_issued"}[outcome]
    if has_plan:
        return "plan_without_issue_date"
    if decision in ("A", ""):
        return "awaiting_decision"
    return "agreed_not_issued" if outcome == "Y" else "in_assessment"


def case_system_answers(
    rows: Extracts, first_agreed: dict[str, date], last_night: date
) -> CaseSystemAnswers:
    """Return every expected figure of the case system as at the last night.

    `first_agreed` gives the first night on which the extracts hold outcome Y of an assessment.
    """
    assessments = {row["request_id"]: row for row in rows["assessments"]}
    planned = {
        plan["request_id"]
        for plan in rows["plans"]
        if date.fromisoformat(plan["start_date"]) <= last_night
    }
    statuses = [
        status(request, assessments.get(request["request_id"]), request["request_id"] in planned)
        for request in rows["requests"]
    ]
    still_open = [
        request
        for request, its_status in zip(rows["requests"], statuses, strict=True)
        if its_status in OPEN_STATUSES
    ]
    return {
        "timeliness": timeliness(rows, last_night),
        "activity": activity(rows, first_agreed, last_night),
        "mediation_and_appeals": mediation_and_appeals(rows),
        "open_requests": open_requests(still_open, last_night),
        "requests": {
            "total": len(rows["requests"]),
            "by_status": _counted(statuses),
            "received_by_year": _counted(_years(rows["requests"], "received_date")),
        },
        "plans": _plan_answers(rows, last_night),
        "transitions": _transitions(rows["transitions"]),
        "consultations": _consultations(rows["consultations"]),
        "open_requests_by_team": _counted(request["team"] for request in still_open),
    }


def _transitions(rows: list[Row]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        for pathway in (row["pathway"] or "not_recorded", "total"):
            cell = found.setdefault(
                pathway, {"identified": 0, "transitioned": 0, "casework_open": 0}
            )
            cell["identified"] += 1
            done = row["status"] == "transitioned"
            cell["transitioned" if done else "casework_open"] += 1
    return found


def _consultations(rows: list[Row]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        sent = date.fromisoformat(row["sent_date"])
        began = sent.year - (sent.month < 9)
        cell = found.setdefault(
            f"{began}-{(began + 1) % 100:02d}",
            {"sent": 0, "answered": 0, "answered_within_15_days": 0, "declined": 0},
        )
        cell["sent"] += 1
        if row["answered_date"]:
            cell["answered"] += 1
            in_time = (date.fromisoformat(row["answered_date"]) - sent).days <= 15
            cell["answered_within_15_days"] += in_time
            cell["declined"] += row["answer"] == "decline"
    return found


def _plan_answers(rows: Extracts, last_night: date) -> PlanAnswers:
    plans = rows["plans"]
    needs = {n["plan_id"]: n["sen_type"] for n in rows["needs"] if n["sen_type_rank"] == "1"}
    active = [plan for plan in plans if active_on(plan, last_night)]
    census_days = [third_thursday_of_january(year) for year in range(2024, last_night.year + 1)]
    transferred_in = [plan for plan in plans if plan["transfer_la"]]
    return {
        "total": len(plans),
        "active_on_last_night": len(active),
        "active_january": {
            day.isoformat(): sum(active_on(plan, day) for plan in plans) for day in census_days
        },
        "started_by_year": _counted(_years(plans, "start_date")),
        "transferred_in_by_year": _counted(_years(transferred_in, "start_date")),
        "ceased_by_year": _counted(_years(plans, "cease_date")),
        "active_on_last_night_by_primary_need": _counted(
            needs.get(plan["plan_id"], "") for plan in active
        ),
    }


def _years(rows: list[Row], column: str) -> Iterable[str]:
    return (row[column][:4] for row in rows if row[column])


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
