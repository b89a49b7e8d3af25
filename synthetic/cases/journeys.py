"""Draws the course of a request from receipt to decision, assessment and plan, and its rates.

Rates follow England's figures for 2024 (DfE, "Education, health and care plans" 2025); the shares
in time are the authority's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from synthetic.authority import HORIZON, Authority
from synthetic.cases.names import NEEDS

WITHDRAWN, EXPORTED, REFUSED = 0.03, 0.01, 0.25
ASSESSMENT_WITHDRAWN, NOT_ISSUED, EXCEPTION = 0.015, 0.045, 0.06
PLAN_CEASES_PER_YEAR = 0.06
REQUEST_SOURCES, SOURCE_WEIGHTS = ("1", "2", "3", "4", "5"), (45, 47, 4, 2, 2)
CEASE_REASONS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
CEASE_WEIGHTS = (6, 12, 5, 8, 27, 33, 2, 2, 5)
SECOND_NEEDS = ("SLCN", "SEMH", "ASD", "MLD", "PD", "SPLD", "DS", "HI")


@dataclass(slots=True)
class Assessment:
    """A needs assessment: `agreed` is the day of its outcome, `settled` the day of the issue."""

    outcome: str
    agreed: date | None = None
    settled: date | None = None
    flags: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """An EHC plan; `needs` in rank order."""

    plan_id: str
    start: date
    needs: list[str]
    details: dict[str, str]
    ceases: date | None = None
    cease_reason: str = ""
    transfer_la: str = ""


@dataclass(slots=True)
class Request:
    """A request and its course up to the horizon, including what is not known yet on a night."""

    request_id: str
    person_id: str
    received: date | None
    outcome: str
    settled: date | None = None  # day of the decision, or of the withdrawal
    source: str = ""
    flags: dict[str, bool] = field(default_factory=dict)
    exported_la: str = ""
    assessment: Assessment | None = None
    plan: Plan | None = None

    def concluded(self) -> date | None:
        """Return the day of the final outcome; None without one up to the horizon."""
        return self.assessment.settled if self.assessment else self.settled


def working_day(day: date) -> date:
    """Return the day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def draw_request(rng: Random, authority: Authority, received: date) -> Request:
    """Draw the course of a request received on a day; the caller sets its ids and plan."""
    request = Request("", "", received, "Y", source=rng.choices(REQUEST_SOURCES, SOURCE_WEIGHTS)[0])
    request.flags = {"rya": rng.random() < 0.003}
    if rng.random() < WITHDRAWN:
        request.outcome = "W"
        request.settled = received + timedelta(days=rng.randint(3, 38))
        return request
    if rng.random() < authority.decided_in_time:
        days = max(12, 42 - int(rng.expovariate(1 / 6)))
    else:
        days = 45 + int(rng.expovariate(1 / 18))
    request.settled = working_day(received + timedelta(days=days))
    if rng.random() < REFUSED:
        request.outcome = "N"
        request.flags["request_mediation"] = rng.random() < 0.25
        request.flags["request_tribunal"] = rng.random() < 0.10
    elif rng.random() < EXPORTED:
        request.exported_la = authority.neighbour
    else:
        request.assessment = _draw_assessment(rng, authority, received, request.settled)
    return request


def _draw_assessment(
    rng: Random, authority: Authority, received: date, decided: date
) -> Assessment:
    chance = rng.random()
    if chance < ASSESSMENT_WITHDRAWN:
        return Assessment("W", agreed=decided + timedelta(days=rng.randint(10, 60)))
    if chance < ASSESSMENT_WITHDRAWN + NOT_ISSUED:
        days = 112 - int(rng.expovariate(1 / 8)) if rng.random() < 0.7 else rng.randint(115, 160)
        informed = max(working_day(received + timedelta(days=days)), decided + timedelta(days=14))
        flags = {"assessment_mediation": rng.random() < 0.3}
        return Assessment("N", agreed=informed, settled=informed, flags=flags)
    if rng.random() < authority.issued_in_time:
        days = max(91, 140 - int(rng.expovariate(1 / 7)))
    else:
        days = 143 + int(rng.expovariate(1 / authority.late_days))
    issued = max(working_day(received + timedelta(days=days)), decided + timedelta(days=21))
    agreed = max(issued - timedelta(days=rng.randint(5, 30)), decided + timedelta(days=14))
    flags = {
        "week20": rng.random() < EXCEPTION,
        "other_mediation": rng.random() < 0.02,
        "other_tribunal": rng.random() < 0.02,
    }
    return Assessment("Y", agreed=agreed, settled=issued, flags=flags)


def draw_plan(rng: Random, plan_id: str, start: date, age: float) -> Plan:
    """Draw a plan that starts on a day, for a person of an age in years."""
    needs = [rng.choices(tuple(NEEDS), tuple(NEEDS.values()))[0]]
    if rng.random() < 0.3:
        needs.append(rng.choice([code for code in SECOND_NEEDS if code != needs[0]]))
    chance = rng.random()
    details = {
        "plan_res": "A" if chance < 0.006 else "B" if chance < 0.010 else "",
        "plan_wbp": rng.choice("ATS") if age >= 16 and rng.random() < 0.04 else "",
        "pb": "1" if rng.random() < 0.04 else "0",
        "oa": "1" if rng.random() < 0.005 else "0",
        "dp": rng.choice("ESHI") if rng.random() < 0.025 else "",
    }
    return Plan(plan_id, start, needs, details)


def draw_cease(rng: Random, plan: Plan, not_before: date) -> None:
    """Set the day and reason of the plan's end, where it falls before the horizon."""
    years = rng.expovariate(PLAN_CEASES_PER_YEAR)
    day = working_day(not_before + timedelta(days=7 + int(min(years, 50) * 365)))
    if plan.start <= day <= HORIZON:
        plan.ceases = day
        plan.cease_reason = rng.choices(CEASE_REASONS, CEASE_WEIGHTS)[0]
