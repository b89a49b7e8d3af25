"""The true answers of the Safety Valve marts, worked out in plain Python from the rows that were
written, on purpose without a line in common with the warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Sent = tuple[str, str, str, int, str]  # version, financial_year, line, pence, status
Monitored = tuple[str, str, str, str, int, int | None, int, str]

DEFINITIONS = {
    "safety_valve.position": "pounds as text by version, financial_year and line, lines as sent "
    "and derived: after savings = costs, investment, savings A and the (negative) block transfer; "
    "in-year = that less the allocation; variance = in-year less the agreed position; B and C "
    "come off both; retained = opening + in-year after mitigations - payment, year after year.",
    "safety_valve.deficit": "opening, in-year, payment, closing, closing of version original.",
    "safety_valve.workstreams": "delivered and forecast as percentages of target (one decimal, "
    "half-up, null without a target or figure) and the colour by the house rule: green from 95.0, "
    "amber from 75.0, else red.",
}


def safety_valve_answers(agreement: Iterable[Sent], monitored: Iterable[Monitored]) -> Any:
    """Return every expected figure of one authority's files of one night."""
    position, deficit = _years(agreement)
    for version in deficit:
        for year, figures in deficit[version].items():
            figures.append(deficit["original"][year][3])
    return {
        "position": {
            version: {year: _pounds(lines) for year, lines in years.items()}
            for version, years in position.items()
        },
        "deficit": {
            version: {year: [str(Decimal(p) / 100) for p in row] for year, row in years.items()}
            for version, years in deficit.items()
        },
        "workstreams": _workstreams(monitored),
    }


def _years(agreement: Iterable[Sent]) -> tuple[Any, Any]:
    position: dict[str, dict[str, dict[str, int]]] = {}
    for version, year, line, pence, _ in agreement:
        position.setdefault(version, {}).setdefault(year, {})[line] = pence
    deficit: dict[str, dict[str, list[int]]] = {}
    for version, years in position.items():
        brought_forward = years[min(years)]["opening_deficit"]
        deficit[version] = {}
        for year in sorted(years):
            lines = years[year]
            _derive(lines, brought_forward)
            total, paid = lines["total_after_mitigations"], lines["safety_valve_payment"]
            deficit[version][year] = [brought_forward, total, paid, lines["retained_deficit"]]
            brought_forward = lines["retained_deficit"]
    return position, deficit


def _derive(lines: dict[str, int], brought_forward: int) -> None:
    costs = ("expenditure_before_savings", "investment", "schedule_a", "block_transfer")
    mitigations = lines["schedule_b"] + lines["schedule_c"]
    spent = sum(lines[cost] for cost in costs)
    in_year = spent - lines["hnb_allocation"]
    off_course = in_year - lines["original_agreement_position"]
    left = brought_forward + in_year + mitigations - lines["safety_valve_payment"]
    lines |= {
        "hnb_after_savings": spent,
        "in_year_deficit": in_year,
        "variance_from_agreement": off_course,
        "variance_after_mitigations": off_course + mitigations,
        "total_after_mitigations": in_year + mitigations,
        "retained_deficit": left,
    }


def _pounds(lines: dict[str, int]) -> dict[str, str]:
    return {line: str(Decimal(pence) / 100) for line, pence in lines.items()}


def _workstreams(monitored: Iterable[Monitored]) -> dict[str, dict[str, dict[str, list[Any]]]]:
    answers: dict[str, dict[str, dict[str, list[Any]]]] = {}
    for name, _, year, as_at, target, delivered, forecast, _ in monitored:
        share = _per_cent(forecast, target)
        answers.setdefault(as_at, {}).setdefault(name, {})[year] = [
            None if delivered is None else _per_cent(delivered, target),
            share,
            _colour(share),
        ]
    return answers


def _per_cent(part: int, whole: int) -> str | None:
    if not whole:
        return None
    return str((Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _colour(share: str | None) -> str | None:
    if share is None:
        return None
    limits = (("green", Decimal(95)), ("amber", Decimal(75)))
    return next((rag for rag, least in limits if Decimal(share) >= least), "red")
