"""Young people who move on from a plan, and the schools consulted before a plan names one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from synthetic.authority import HORIZON, Authority
from synthetic.cases.journeys import Plan
from synthetic.cases.placements import Placement

SCHOOL_YEAR = date(2025, 9, 1)
MOVE_ON_FROM = 17
PATHWAYS, PATHWAY_WEIGHTS = (
    ("employment", "social_care", "chc", "higher_education"),
    (40, 30, 8, 22),
)
CONSULTED_FROM = date(2025, 9, 1)
REASONS = ("no place in the year group", "cannot meet need", "incompatible with other pupils")


@dataclass(frozen=True, slots=True)
class Transition:
    """A transition; `target` and `pathway` are empty while a review is pending."""

    transition_id: str
    plan_id: str
    identified: date
    target: date | None
    pathway: str
    transitioned: date | None


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation; `answered` may lie after the night."""

    consultation_id: str
    plan: Plan
    urn: str
    sent: date
    answered: date | None
    answer: str
    reason: str


def invent_transitions(
    authority: Authority, seed: int, plans: Iterable[tuple[Plan, date]]
) -> list[Transition]:
    """Invent the transitions of plans, given with the date of birth, up to the horizon."""
    rng = Random(f"{seed}:{authority.la_code}:transitions")
    found = []
    for plan, born in plans:
        identified = SCHOOL_YEAR + timedelta(days=rng.randint(0, 400))
        old_enough = (identified - born).days >= MOVE_ON_FROM * 365.25
        maintained = plan.start <= identified and (plan.ceases or HORIZON) > identified
        if not (old_enough and maintained and rng.random() < 0.5):
            continue
        dated = rng.random() < 0.55
        target = date(identified.year + (identified.month > 7), 7, 31) if dated else None
        done = identified + timedelta(days=rng.randint(60, 500))
        pathway = rng.choices(PATHWAYS, PATHWAY_WEIGHTS)[0] if dated or rng.random() < 0.6 else ""
        transitioned = done if rng.random() < 0.6 else None
        code = f"T{plan.plan_id[2:]}"
        found.append(Transition(code, plan.plan_id, identified, target, pathway, transitioned))
    return found


def invent_consultations(
    authority: Authority, seed: int, placements: Iterable[Placement]
) -> list[Consultation]:
    """Invent the consultations before each placement at a school since September 2025: up to two
    schools that decline, then the one that offers."""
    rng = Random(f"{seed}:{authority.la_code}:consultations")
    schools = [p for p in placements if p.details["urn"]]
    found = []
    for placement in schools:
        if placement.entry < CONSULTED_FROM:
            continue
        asked = [rng.choice(schools).details["urn"] for _ in range(rng.choice((0, 0, 1, 2)))]
        for number, urn in enumerate([*asked, placement.details["urn"]], start=1):
            sent = placement.entry - timedelta(days=rng.randint(30, 75))
            days = rng.randint(3, 15) if rng.random() < 0.7 else rng.randint(16, 40)
            answered = sent + timedelta(days=days) if rng.random() < 0.95 else None
            declines = number <= len(asked)
            code = f"CN{placement.placement_id[2:]}{number}"
            answer = ("decline" if declines else "offer") if answered else ""
            reason = rng.choice(REASONS) if answer == "decline" else ""
            found.append(Consultation(code, placement.plan, urn, sent, answered, answer, reason))
    return found
