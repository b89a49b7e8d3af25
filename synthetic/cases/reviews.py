"""Annual reviews of plans and advice for assessments, some of them late.

Time limits: Children and Families Act (CFA) 2014, section 44 (review within twelve months); SEND
Regulations 2014, reg 8 (advice within six weeks), 18 (phase transfers), 20 and 22 (decision within
four weeks of the meeting, final plan within eight weeks of the notice).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from synthetic.authority import HORIZON, Authority
from synthetic.cases.journeys import Plan, Request, working_day

HISTORY_FROM = date(2024, 1, 1)
HELD_IN_TIME, DECIDED_IN_TIME = 0.68, 0.60
OUTCOMES, OUTCOME_WEIGHTS = ("M", "A", "C"), (56, 41, 3)
ADVISERS = ("education", "health", "social_care", "psychology")
ADVICE_IN_TIME = 0.72


@dataclass(frozen=True, slots=True)
class Review:
    """One annual review with all its dates, including those not known yet on a night."""

    review_id: str
    plan: Plan
    meeting: date
    decision: date
    outcome: str
    draft: date | None
    final: date | None
    transfer_due: date | None
    transfer_final: date | None


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice for an assessment."""

    advice_id: str
    request_id: str
    provider: str
    requested: date
    received: date


def invent_reviews(
    authority: Authority, seed: int, plans: Iterable[tuple[Plan, date]]
) -> list[Review]:
    """Invent the reviews of every plan, given with its date of birth, up to the horizon."""
    rng = Random(f"{seed}:{authority.la_code}:reviews")
    found = []
    for plan, born in plans:
        for number, meeting in enumerate(_meetings(rng, plan), start=1):
            found.append(_review(rng, f"RV{plan.plan_id[2:]}{number:02d}", plan, meeting, born))
    return found


def _meetings(rng: Random, plan: Plan) -> Iterator[date]:
    """Yield days of meetings; one in time is within a year of the last (CFA 2014, section 44)."""
    due = plan.start + timedelta(days=365)
    while due < HISTORY_FROM:
        due += timedelta(days=365)
    last = min(plan.ceases or HORIZON, HORIZON)
    while True:
        late = rng.random() >= HELD_IN_TIME
        days = 4 + int(rng.expovariate(1 / 45)) if late else -rng.randint(0, 40)
        meeting = working_day(due + timedelta(days=days))
        if meeting > last:
            return
        yield max(meeting, plan.start)
        due = meeting + timedelta(days=365)


def _review(rng: Random, review_id: str, plan: Plan, meeting: date, born: date) -> Review:
    days = rng.randint(10, 28) if rng.random() < DECIDED_IN_TIME else 30 + rng.randint(0, 60)
    decision = working_day(meeting + timedelta(days=days))
    outcome = rng.choices(OUTCOMES, OUTCOME_WEIGHTS)[0]
    amended = outcome == "A"
    # The notice of amendment is sent with the decision.
    final = working_day(decision + timedelta(days=rng.randint(21, 80))) if amended else None
    due = _transfer_due(meeting, born)
    if due is None:
        return Review(review_id, plan, meeting, decision, outcome, decision if amended else None,
                      final, None, None)  # fmt: skip
    early = due - timedelta(days=rng.randint(0, 20))
    settled = early if rng.random() < 0.8 else due + timedelta(days=rng.randint(1, 70))
    named = max(working_day(settled), decision)
    return Review(review_id, plan, meeting, decision, "A", decision, named, due, named)


def _transfer_due(meeting: date, born: date) -> date | None:
    """Return the day by which the plan must name the next school; None without a phase transfer.

    It is 15 February, or 31 March for those who leave school at 16 (SEND Regulations 2014, reg 18).
    """
    year = meeting.year + (meeting.month >= 4)
    age = year - born.year - ((born.month, born.day) > (8, 31))
    if age not in (4, 11, 16):
        return None
    return date(year, 3, 31) if age == 16 else date(year, 2, 15)


def invent_advice(authority: Authority, seed: int, requests: Iterable[Request]) -> list[Advice]:
    """Invent the advice for every assessment that this authority carried out."""
    rng = Random(f"{seed}:{authority.la_code}:advice")
    found = []
    for request in requests:
        assessment, decided = request.assessment, request.settled
        if assessment is None or assessment.outcome == "H" or decided is None:
            continue
        for number, provider in enumerate(ADVISERS, start=1):
            requested = decided + timedelta(days=rng.randint(0, 4))
            late = rng.random() >= ADVICE_IN_TIME
            days = 43 + int(rng.expovariate(1 / 14)) if late else rng.randint(15, 42)
            received = requested + timedelta(days=days)
            if assessment.agreed is not None:  # the outcome rests on the advice
                received = min(received, assessment.agreed)
            code = f"AD{request.request_id[1:]}{number}"
            found.append(Advice(code, request.request_id, provider, requested, received))
    return found
