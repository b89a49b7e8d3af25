"""Corrections of the case system: values wrong for some days, and requests entered in error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from synthetic.authority import HORIZON, Authority
from synthetic.cases.journeys import Plan, Request

CORRECTIONS_FROM = date(2026, 11, 1)
WEDNESDAY = 2


@dataclass(frozen=True, slots=True)
class Correction:
    """A column that holds the wrong value `before` in the days before it is corrected on `on`."""

    on: date
    dataset: str
    key: str
    column: str
    before: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections by day; and the requests entered in error, with the day of their deletion."""

    values: list[Correction] = field(default_factory=list)
    deleted_requests: list[tuple[Request, date]] = field(default_factory=list)


def invent_corrections(authority: Authority, seed: int, requests: list[Request]) -> Corrections:
    """Invent the corrections of every day up to the horizon."""
    rng = Random(f"{seed}:{authority.la_code}:corrections")
    plans = [request.plan for request in requests if request.plan]
    found = Corrections()
    day = CORRECTIONS_FROM
    while day <= HORIZON:
        recent = [r for r in requests if r.received and 0 <= (day - r.received).days <= 300]
        plan = rng.choice([plan for plan in plans if plan.start < day])
        found.values.extend(_of_a_plan(plan, day))
        if recent:
            request = rng.choice(recent)
            found.values.extend(_of_requests(rng, request, recent, day))
            if day.weekday() == WEDNESDAY:
                in_error = Request(f"R8{day:%y%m%d}", request.person_id, day, "A", source="2")
                found.deleted_requests.append((in_error, day + timedelta(days=2)))
        day += timedelta(days=1)
    return found


def _of_a_plan(plan: Plan, day: date) -> Iterator[Correction]:
    """Yield a correction of a plan's primary need and one of its personal budget."""
    need = "OTH" if plan.needs[0] != "OTH" else "MLD"
    personal_budget = "0" if plan.details["pb"] == "1" else "1"
    yield Correction(day, "needs", f"{plan.plan_id}|1", "sen_type", need)
    yield Correction(day, "plans", plan.plan_id, "pb", personal_budget)


def _of_requests(
    rng: Random, request: Request, recent: list[Request], day: date
) -> Iterator[Correction]:
    """Yield corrections of a request's source, another's receipt and an assessment's mediation."""
    other = rng.choice(recent)
    before = (other.received or day) - timedelta(days=3)
    yield Correction(day, "requests", request.request_id, "request_source", "5")
    yield Correction(day, "requests", other.request_id, "received_date", before.isoformat())
    assessed = [r for r in recent if r.assessment and r.settled and r.settled < day]
    if assessed:
        key = rng.choice(assessed).request_id
        yield Correction(day, "assessments", key, "other_mediation", "1")
