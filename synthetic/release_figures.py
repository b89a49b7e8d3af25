"""The figures of a release's authority rows, out of the case files as then known.

Every function takes the extract as at the collection, the year, and England's row as a model.
"""

from __future__ import annotations

from synthetic.answers import active_on, third_thursday_of_january
from synthetic.clock_answers import decisions, moved_in_requests, plans_issued
from synthetic.extracts import Row
from synthetic.names import NEEDS

PLACE_TOTALS = ("mainstream_total", "special_total", "ap_pru_total", "fe_total", "ed_elsewhere")

Extract = dict[str, list[Row]]
Figures = dict[str, int | None]  # rates in tenths of a per cent; None: nothing to divide by


def is_rate(column: str) -> bool:
    """Tell whether a column holds a percentage."""
    return column.lower().startswith("pc_") or column.lower().endswith("_pc")


def tenths(figure: int) -> str:
    """Write tenths of a per cent, `45.9`, and a round one without its zero, `45`."""
    return f"{figure // 10}.{figure % 10}" if figure % 10 else str(figure // 10)


def rate(numerator: int, denominator: int) -> int | None:
    """Return tenths of a per cent, half-up; None where there is nothing to divide by."""
    return (2000 * numerator + denominator) // (2 * denominator) if denominator else None


def caseload(extract: Extract, year: int, england: Row) -> Figures:
    """Count plans active on the census day, by setting."""
    day = third_thursday_of_january(year)
    count = sum(active_on(plan, day) for plan in extract["plans"])
    return {"ehcplans": count, **_placements(count, "ehcplans", england)}


def new_plans(extract: Extract, year: int, england: Row) -> Figures:
    """Count plans started in the year, not those that moved in, by setting."""
    count = sum(
        plan["start_date"][:4] == str(year) and not plan["transfer_la"] for plan in extract["plans"]
    )
    return {"new_ehc_plans": count, **_placements(count, "new_ehc_plans", england)}


def _placements(count: int, total: str, england: Row) -> Figures:
    """Spread plans over settings as England's are; the parts sum to the whole."""
    columns = list(england)[list(england).index(total) + 1 :]
    leaves = [c for c in columns if england[c].isdigit() and c not in PLACE_TOTALS]
    leaves = [c for c in leaves if not is_rate(c)]
    whole = sum(int(england[c]) for c in leaves)
    figures: Figures = {}
    seen = given = 0
    for column in leaves:
        seen += int(england[column])
        figures[column] = count * seen // whole - given
        given = count * seen // whole
    running = 0
    for column in columns:
        if column in PLACE_TOTALS:
            figures[column], running = running, 0
        elif not is_rate(column):
            running += figures.get(column) or 0
    for column in columns:
        if is_rate(column):
            part = next(c for c in columns if c.lower() == column.lower().removesuffix("_pc"))
            figures[column] = rate(figures[part] or 0, count)
    return figures


def requests(extract: Extract, year: int, _england: Row) -> Figures:
    """Count requests received in the year by what came of them, and decisions of the year."""
    moved_in = moved_in_requests(extract)
    received = [
        r
        for r in extract["requests"]
        if r["received_date"][:4] == str(year) and r["request_id"] not in moved_in
    ]
    outcomes = [r["request_outcome"] for r in received]
    decided = [case.in_time for case in decisions(extract) if case.day.year == year]
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
    mediated = [r for r in received if r["request_mediation"] == "1"]
    heard = [r for r in received if r["request_tribunal"] == "1"]
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
        "mediation_related_request": len(mediated),
        "tribunal_related_request": len(heard),
        "tribunal_after_mediation_request": sum(r in heard for r in mediated),
    }


def timeliness(extract: Extract, year: int, _england: Row) -> Figures:
    """Count plans issued in the year by how long they took, with and without exceptions."""
    figures: Figures = {}
    cases = [case for case in plans_issued(extract) if case.day.year == year]
    for suffix, rate_prefix in (("", "pc_"), ("_ex", "PC_")):
        counted = [case for case in cases if not (suffix and case.exception)]
        days = [case.days for case in counted if case.days is not None]
        parts = {
            # DfE names the first pair differently from the others.
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


def needs(extract: Extract, year: int, _england: Row) -> Figures:
    """Count plans active on the census day by primary need."""
    day = third_thursday_of_january(year)
    primary = {n["plan_id"]: n["sen_type"] for n in extract["needs"] if n["sen_type_rank"] == "1"}
    held = [primary[p["plan_id"]] for p in extract["plans"] if active_on(p, day)]
    figures: Figures = {"ehc_plans": len(held), "number_need_unknown": 0, "unknown_pc": 0}
    for code in NEEDS:
        figures[f"number_{code.lower()}"] = held.count(code)
        figures[f"{code.lower()}_pc"] = rate(held.count(code), len(held))
    return figures
