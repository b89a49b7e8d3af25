"""The figures of an authority's rows in the release, counted from its case files.

Every function takes the extracts as at the collection, the year, and England's row, whose columns
it fills.
"""

from __future__ import annotations

from synthetic.answers.case_system import active_on, third_thursday_of_january
from synthetic.answers.timeliness import decisions, plans_issued, transferred_in_requests
from synthetic.cases.datasets import Extracts, Row
from synthetic.cases.names import NEEDS

PLACE_TOTALS = ("mainstream_total", "special_total", "ap_pru_total", "fe_total", "ed_elsewhere")

Figures = dict[str, int | None]  # rates in tenths of a per cent, None where the denominator is 0


def is_rate(column: str) -> bool:
    """Return whether a column holds a percentage."""
    return column.lower().startswith("pc_") or column.lower().endswith("_pc")


def tenths(figure: int) -> str:
    """Format tenths of a per cent, `45.9`, whole ones without the zero, `45`."""
    return f"{figure // 10}.{figure % 10}" if figure % 10 else str(figure // 10)


def rate(numerator: int, denominator: int) -> int | None:
    """Return tenths of a per cent, rounded half up; None where the denominator is 0."""
    return (2000 * numerator + denominator) // (2 * denominator) if denominator else None


def caseload(extracts: Extracts, year: int, england: Row) -> Figures:
    """Count plans active on the census day, by setting."""
    day = third_thursday_of_january(year)
    count = sum(active_on(plan, day) for plan in extracts["plans"])
    return {"ehcplans": count, **_placements(count, "ehcplans", england)}


def new_plans(extracts: Extracts, year: int, england: Row) -> Figures:
    """Count plans started in the year, without those transferred in, by setting."""
    started = [plan for plan in extracts["plans"] if plan["start_date"][:4] == str(year)]
    count = sum(not plan["transfer_la"] for plan in started)
    return {"new_ehc_plans": count, **_placements(count, "new_ehc_plans", england)}


def _placements(count: int, total: str, england: Row) -> Figures:
    """Divide plans among settings in England's proportions; the parts add up to the count.

    The columns after `total` are settings, totals of the settings before them, and percentages.
    """
    columns = list(england)[list(england).index(total) + 1 :]
    counts = [column for column in columns if not is_rate(column)]
    settings = [c for c in counts if england[c].isdigit() and c not in PLACE_TOTALS]
    figures = _in_proportion(count, {column: int(england[column]) for column in settings})
    subtotal = 0
    for column in counts:
        if column in PLACE_TOTALS:
            figures[column], subtotal = subtotal, 0
        else:
            subtotal += figures.get(column) or 0
    for column in columns:
        if is_rate(column):
            part = next(c for c in columns if c.lower() == column.lower().removesuffix("_pc"))
            figures[column] = rate(figures[part] or 0, count)
    return figures


def _in_proportion(count: int, weights: dict[str, int]) -> Figures:
    """Divide a count by cumulative weights, so that the rounded parts add up to it."""
    whole = sum(weights.values())
    figures: Figures = {}
    cumulative = given = 0
    for name, weight in weights.items():
        cumulative += weight
        figures[name] = count * cumulative // whole - given
        given = count * cumulative // whole
    return figures


def requests(extracts: Extracts, year: int, _england: Row) -> Figures:
    """Count the year's requests by their outcome, and the year's decisions by timeliness."""
    transferred_in = transferred_in_requests(extracts)
    received = [
        r
        for r in extracts["requests"]
        if r["received_date"][:4] == str(year) and r["request_id"] not in transferred_in
    ]
    outcomes = [r["request_outcome"] for r in received]
    decided = [case.in_time for case in decisions(extracts) if case.day.year == year]
    in_time = sum(decided)
    shares = {
        "decided_to_assess": "Y",
        "decided_not_to_assess": "N",
        "decision_not_made": "A",
        "withdrawn": "W",
    }
    rates = (
        "request_assess_pc",
        "request_not_assess_pc",
        "request_outstanding_pc",
        "request_withdrawn_pc",
    )
    with_mediation = [r for r in received if r["request_mediation"] == "1"]
    with_tribunal = [r for r in received if r["request_tribunal"] == "1"]
    return {
        "requests_received_in_year": len(received),
        "requests_rya": sum(r["rya"] == "1" for r in received),
        **{f"requests_{name}": outcomes.count(code) for name, code in shares.items()},
        **{
            name: rate(outcomes.count(code), len(received))
            for name, code in zip(rates, shares.values(), strict=True)
        },
        "request_outcome_six_weeks": in_time,
        "request_outcome_over_6_weeks": len(decided) - in_time,
        "request_outcome_six_weeks_pc": rate(in_time, len(decided)),
        "request_outcome_over_6_weeks_pc": rate(len(decided) - in_time, len(decided)),
        "mediation_related_request": len(with_mediation),
        "tribunal_related_request": len(with_tribunal),
        "tribunal_after_mediation_request": sum(r in with_tribunal for r in with_mediation),
    }


def timeliness(extracts: Extracts, year: int, _england: Row) -> Figures:
    """Count plans issued in the year by how long they took, with and without exceptions."""
    figures: Figures = {}
    cases = [case for case in plans_issued(extracts) if case.day.year == year]
    for suffix, rate_prefix in (("", "pc_"), ("_ex", "PC_")):
        counted = [case for case in cases if not (suffix and case.exception)]
        days = [case.days for case in counted if case.days is not None]
        parts = {
            # DfE's column names differ for the first pair.
            "plans_issued_20_weeks_ex" if suffix else "plans_issued_within_20_weeks": sum(
                d <= 140 for d in days
            ),
            f"plans_issued_gt20weeks_ltYear{suffix}": sum(140 < d <= 364 for d in days),
            f"plans_issued_gt_1_year{suffix}": sum(d > 364 for d in days),
        }
        figures[f"plans_issued_den{suffix}"] = len(days)
        figures.update(parts)
        for column, count in parts.items():
            figures[rate_prefix + column] = rate(count, len(days))
    return figures


def needs(extracts: Extracts, year: int, _england: Row) -> Figures:
    """Count plans active on the census day by primary need."""
    day = third_thursday_of_january(year)
    primary = {n["plan_id"]: n["sen_type"] for n in extracts["needs"] if n["sen_type_rank"] == "1"}
    held = [primary[p["plan_id"]] for p in extracts["plans"] if active_on(p, day)]
    figures: Figures = {"ehc_plans": len(held), "number_need_unknown": 0, "unknown_pc": 0}
    for code in NEEDS:
        figures[f"number_{code.lower()}"] = held.count(code)
        figures[f"{code.lower()}_pc"] = rate(held.count(code), len(held))
    return figures
