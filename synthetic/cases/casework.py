"""The extract rows of all that follows a request or a plan, as known on a night."""

from __future__ import annotations

from datetime import date

from synthetic.cases.case_files import CaseFiles
from synthetic.cases.datasets import Extracts, Row
from synthetic.cases.panel import Decision
from synthetic.cases.placements import Cost, Placement
from synthetic.cases.reviews import Advice, Review
from synthetic.cases.transitions import Consultation, Transition
from synthetic.files import pounds


def casework_as_at(files: CaseFiles, night: date) -> Extracts:
    """Return the rows of these datasets; dates after the night are empty."""
    placements = [p for p in files.placements if max(p.entry, p.plan.start) <= night]
    placed = {placement.placement_id for placement in placements}
    return {
        "advice": [_advice_row(a, night) for a in files.advice if a.requested <= night],
        "placements": [_placement_row(placement, night) for placement in placements],
        "reviews": [_review_row(r, night) for r in files.reviews if r.meeting <= night],
        "panel_decisions": [
            _decision_row(decision)
            for decision in files.decisions
            if decision.placement.placement_id in placed and decision.decided <= night
        ],
        "transitions": [
            _transition_row(each, night) for each in files.transitions if each.identified <= night
        ],
        "consultations": [
            _consultation_row(c, night)
            for c in files.consultations
            if max(c.sent, c.plan.start) <= night
        ],
        "placement_costs": [
            _cost_row(placement, cost, night)
            for placement in placements
            for cost in placement.costs
            if cost.start <= night
        ],
    }


def _decision_row(decision: Decision) -> Row:
    education, social_care, health = decision.shares
    return {
        "decision_id": decision.decision_id,
        "placement_id": decision.placement.placement_id,
        "panel": "Joint panel",
        "decided_date": decision.decided.isoformat(),
        "start_date": decision.start.isoformat(),
        "review_due_date": decision.review_due.isoformat(),
        "end_date": "",
        "education_pct": education,
        "social_care_pct": social_care,
        "health_pct": health,
        "fixed_health_gbp": "",
        "basis": "percentage",
        "reference": f"JP {decision.decision_id[1:]}",
    }


def _transition_row(transition: Transition, night: date) -> Row:
    done = transition.transitioned is not None and transition.transitioned <= night
    waiting = "casework" if transition.target else "pending_review"
    return {
        "transition_id": transition.transition_id,
        "plan_id": transition.plan_id,
        "identified_date": transition.identified.isoformat(),
        "target_date": transition.target.isoformat() if transition.target else "",
        "pathway": transition.pathway,
        "status": "transitioned" if done else waiting,
        "transitioned_date": _known(transition.transitioned, night),
    }


def _consultation_row(consultation: Consultation, night: date) -> Row:
    answered = _known(consultation.answered, night)
    return {
        "consultation_id": consultation.consultation_id,
        "plan_id": consultation.plan.plan_id,
        "urn": consultation.urn,
        "sent_date": consultation.sent.isoformat(),
        "answered_date": answered,
        "answer": consultation.answer if answered else "",
        "reason": consultation.reason if answered else "",
    }


def _known(day: date | None, night: date) -> str:
    return day.isoformat() if day and day <= night else ""


def _advice_row(advice: Advice, night: date) -> Row:
    return {
        "advice_id": advice.advice_id,
        "request_id": advice.request_id,
        "provider": advice.provider,
        "requested_date": advice.requested.isoformat(),
        "received_date": _known(advice.received, night),
    }


def _placement_row(placement: Placement, night: date) -> Row:
    return {
        "placement_id": placement.placement_id,
        "plan_id": placement.plan.plan_id,
        **placement.details,
        "entry_date": placement.entry.isoformat(),
        "leaving_date": _known(placement.leaves, night),
    }


def _review_row(review: Review, night: date) -> Row:
    return {
        "review_id": review.review_id,
        "plan_id": review.plan.plan_id,
        "meeting_date": review.meeting.isoformat(),
        "decision_date": _known(review.decision, night),
        "outcome": review.outcome if review.decision <= night else "",
        "draft_date": _known(review.draft, night),
        "final_date": _known(review.final, night),
        "phase_transfer": "1" if review.transfer_due else "0",
        "phase_transfer_due_date": review.transfer_due.isoformat() if review.transfer_due else "",
        "phase_transfer_final_date": _known(review.transfer_final, night),
    }


def _cost_row(placement: Placement, cost: Cost, night: date) -> Row:
    end = cost.end
    if placement.leaves and placement.leaves <= night:  # the price ends when the child leaves
        end = min(end or placement.leaves, placement.leaves)
    education, social_care, health = cost.shares
    return {
        "cost_id": cost.cost_id,
        "placement_id": placement.placement_id,
        "spend_category": cost.spend_category,
        "annual_amount": pounds(cost.pence),
        "price_basis": cost.price_basis,
        "weeks": cost.weeks,
        "start_date": cost.start.isoformat(),
        "end_date": end.isoformat() if end else "",
        "education_pct": education,
        "social_care_pct": social_care,
        "health_pct": health,
    }
