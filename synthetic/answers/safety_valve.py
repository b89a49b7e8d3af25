"""The true answers of the Safety Valve marts, computed from the rows that were written."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import TypedDict

from synthetic.safety_valve import AgreementLine, Saving

GREEN_FROM, AMBER_FROM = Decimal(95), Decimal(75)  # per cent, as settings/rag_limits.py
Lines = dict[str, int]  # line → pence
Position = dict[str, dict[str, Lines]]  # version → financial year → lines
# version → financial year → opening, in-year deficit, payment, closing, as pence
Deficit = dict[str, dict[str, list[int]]]
# quarter's end → workstream → financial year → delivered and forecast per cent, RAG colour
Workstreams = dict[str, dict[str, dict[str, list[str | None]]]]


class SafetyValveAnswers(TypedDict):
    """The expected figures of one authority on one night, pounds as text."""

    position: dict[str, dict[str, dict[str, str]]]
    deficit: dict[str, dict[str, list[str]]]
    workstreams: Workstreams


def safety_valve_answers(
    agreement: Iterable[AgreementLine], savings: Iterable[Saving]
) -> SafetyValveAnswers:
    """Return every expected figure of one authority's files of one night."""
    position = _position(agreement)
    deficit = _deficit(position)
    for years in deficit.values():
        for year, figures in years.items():
            closing_of_original = deficit["original"][year][3]
            figures.append(closing_of_original)
    return {
        "position": {
            version: {year: _all_pounds(lines) for year, lines in years.items()}
            for version, years in position.items()
        },
        "deficit": {
            version: {year: [_pounds(p) for p in row] for year, row in years.items()}
            for version, years in deficit.items()
        },
        "workstreams": _workstreams(savings),
    }


def _position(agreement: Iterable[AgreementLine]) -> Position:
    position: Position = {}
    for row in agreement:
        lines = position.setdefault(row.version, {}).setdefault(row.financial_year, {})
        lines[row.line] = row.pence
    return position


def _deficit(position: Position) -> Deficit:
    """Return the deficit of every year, and add the derived lines to the position."""
    deficit: Deficit = {}
    for version, years in position.items():
        opening = years[min(years)]["opening_deficit"]
        deficit[version] = {}
        for year in sorted(years):
            lines = years[year]
            _add_derived_lines(lines, opening)
            total, payment = lines["total_after_mitigations"], lines["safety_valve_payment"]
            deficit[version][year] = [opening, total, payment, lines["retained_deficit"]]
            opening = lines["retained_deficit"]
    return deficit


def _add_derived_lines(lines: Lines, opening: int) -> None:
    costs = ("expenditure_before_savings", "investment", "schedule_a", "block_transfer")
    mitigations = lines["schedule_b"] + lines["schedule_c"]
    after_savings = sum(lines[cost] for cost in costs)
    in_year = after_savings - lines["hnb_allocation"]
    variance = in_year - lines["original_agreement_position"]
    lines |= {
        "hnb_after_savings": after_savings,
        "in_year_deficit": in_year,
        "variance_from_agreement": variance,
        "variance_after_mitigations": variance + mitigations,
        "total_after_mitigations": in_year + mitigations,
        "retained_deficit": opening + in_year + mitigations - lines["safety_valve_payment"],
    }


def _all_pounds(lines: Lines) -> dict[str, str]:
    return {line: _pounds(pence) for line, pence in lines.items()}


def _pounds(pence: int) -> str:
    return str(Decimal(pence) / 100)


def _workstreams(savings: Iterable[Saving]) -> Workstreams:
    answers: Workstreams = {}
    for row in savings:
        forecast = _per_cent(row.forecast, row.target)
        delivered = None if row.delivered is None else _per_cent(row.delivered, row.target)
        years = answers.setdefault(row.as_at, {}).setdefault(row.workstream, {})
        years[row.financial_year] = [delivered, forecast, _colour(forecast)]
    return answers


def _per_cent(part: int, whole: int) -> str | None:
    if not whole:
        return None
    return str((Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _colour(share: str | None) -> str | None:
    if share is None:
        return None
    if Decimal(share) >= GREEN_FROM:
        return "green"
    return "amber" if Decimal(share) >= AMBER_FROM else "red"
