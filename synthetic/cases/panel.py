"""Decisions of the joint panel on who pays for a placement; some lapse on their review date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from synthetic.authority import HORIZON, Authority
from synthetic.cases.placements import EDUCATION_ONLY, Placement

REVIEWED_AFTER = timedelta(days=365)
REVIEWED_IN_TIME = 0.6


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `health_pence` and `social_care_pence` are the payers' shares of a year."""

    decision_id: str
    placement: Placement
    decided: date
    start: date
    review_due: date
    shares: tuple[str, str, str]
    health_pence: int
    social_care_pence: int


def invent_decisions(
    authority: Authority, seed: int, placements: Iterable[Placement]
) -> list[Decision]:
    """Invent the decisions on every placement with a jointly funded price, up to the horizon."""
    rng = Random(f"{seed}:{authority.la_code}:panel")
    found = []
    for placement in placements:
        costs = [cost for cost in placement.costs if cost.shares != EDUCATION_ONLY]
        if not costs:
            continue
        start, last = costs[0].start, min(placement.leaves or HORIZON, HORIZON)
        number = 1
        while start <= last:
            _, social_care, health = (float(share) for share in costs[0].shares)
            found.append(
                Decision(
                    decision_id=f"D{placement.placement_id[2:]}{number}",
                    placement=placement,
                    decided=start - timedelta(days=rng.randint(5, 30)),
                    start=start,
                    review_due=start + REVIEWED_AFTER,
                    shares=costs[0].shares,
                    health_pence=int(costs[0].pence * health / 100),
                    social_care_pence=int(costs[0].pence * social_care / 100),
                )
            )
            if rng.random() >= REVIEWED_IN_TIME:
                break
            start, number = start + REVIEWED_AFTER + timedelta(days=1), number + 1
    return found
