"""The true answers: what the marts must say of the last night's accepted rows.

Worked out here in plain Python from the rows that get through, on purpose without a line in
common with the warehouse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median
from typing import Any

from synthetic.extracts import Row

DEFINITIONS = {
    "final_plan_20_weeks": "assessment_outcome Y with a date, request_outcome Y; counted in the "
    "month of assessment_outcome_date; within time when it is at most received_date + 140 days. "
    "Transferred-in, historical and withdrawn cases (H, W) are never in it. week20 = 1 leaves "
    "numerator and denominator of the excluding pair.",
    "decision_6_weeks": "request_outcome Y or N with a date, unless the assessment is H (moved in: "
    "another authority decided); withdrawn or exported later counts; in the month of "
    "request_outcome_date; within time when it is at most received_date + 42 days. No exceptions "
    "are recorded, so the excluding pair equals the pair.",
    "median_days": "median of end minus received_date over completed; the mean of the middle two "
    "where their number is even.",
    "status": "first that fits: historical (request_outcome H), withdrawn (request or assessment "
    "W), exported (exported_la and no assessment), awaiting_decision (A or null), refused (N), "
    "transferred_in (assessment H), in_assessment (assessment A, null or no row), "
    "agreed_not_issued (Y without date), issued (Y with date), not_issued (N).",
    "received_by_year": "requests by calendar year of received_date, transferred-in ones too; "
    "historical requests have none.",
    "active_january": "plans with start_date <= d and cease_date null or > d; d is the third "
    "Thursday of January.",
    "plans_by_year": "plans by calendar year of start_date (issued, historical and transferred in "
    "alike; transferred_in also by itself) and of cease_date.",
    "ledger": "pounds as text; every transaction line of every night; dsg_block from the chart of "
    "accounts, accounts with s251_line 1.9.2 as carry_forward (budget only: nothing is posted).",
    "school_census": "by academic year, of its spring census: pupils with K (SEN support) and E "
    "(EHC plan). authority and years: each pupil once, where the stronger provision is; schools: "
    "by URN and phase, every row. primary is R to 6, secondary 7 to 11, post_16 12 and later.",
    "files": "rows = accepted + quarantined + duplicate. kind parent_quarantined: the row refers "
    "to a row that is itself quarantined in the same night. Line 1 is the header. "
    "same_bytes_as: an earlier night's file of the dataset with the very same bytes.",
    "missing": "files that are owed on the last night and don't come; every other file "
    "comes on the evening of its business date.",
}


def third_thursday_of_january(year: int) -> date:
    """Return the school census day of a year."""
    first = date(year, 1, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)


def active_on(plan: Row, day: date) -> bool:
    """Tell whether a plan counts in the caseload of a day."""
    started = date.fromisoformat(plan["start_date"]) <= day
    return started and (not plan["cease_date"] or date.fromisoformat(plan["cease_date"]) > day)


def clock_cases(rows: dict[str, list[Row]], clock: str) -> list[tuple[date, int, bool]]:
    """Return (end, days taken, has an exception) of every completed case of a clock."""
    requests = {r["request_id"]: r for r in rows["requests"]}
    ends: list[tuple[Row, str, bool]] = []
    if clock == "decision_6_weeks":
        moved_in = moved_in_requests(rows)
        ends = [
            (r, r["request_outcome_date"], False)
            for code, r in requests.items()
            if code not in moved_in
        ]
    else:
        ends = [
            (requests[a["request_id"]], a["assessment_outcome_date"], a["week20"] == "1")
            for a in rows["assessments"]
            if a["assessment_outcome"] == "Y"
        ]
    return [
        (date.fromisoformat(end), _days(request["received_date"], end), exception)
        for request, end, exception in ends
        if end and request["request_outcome"] in ("Y", "N")
    ]


def moved_in_requests(rows: dict[str, list[Row]]) -> set[str]:
    """Return the requests whose assessment is H: another authority's, or before the history."""
    return {a["request_id"] for a in rows["assessments"] if a["assessment_outcome"] == "H"}


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def clock_answer(cases: list[tuple[int, bool]], limit: int) -> dict[str, int | float]:
    """Count (days taken, has an exception) cases against a limit in days."""
    middle = median(days for days, _ in cases)
    return {
        "completed": len(cases),
        "within_time": sum(days <= limit for days, _ in cases),
        "completed_excluding_exceptions": sum(not exception for _, exception in cases),
        "within_time_excluding_exceptions": sum(
            days <= limit and not exception for days, exception in cases
        ),
        "median_days": int(middle) if middle == int(middle) else middle,
    }


def timeliness(rows: dict[str, list[Row]]) -> dict[str, Any]:
    """Return both clocks by month (YYYY-MM) and calendar year."""
    answers: dict[str, Any] = {}
    for clock, limit in (("decision_6_weeks", 42), ("final_plan_20_weeks", 140)):
        cases = clock_cases(rows, clock)
        answers[clock] = {}
        for period_type, form in (("month", "%Y-%m"), ("calendar_year", "%Y")):
            periods: dict[str, list[tuple[int, bool]]] = {}
            for end, days, exception in cases:
                periods.setdefault(end.strftime(form), []).append((days, exception))
            answers[clock][period_type] = {
                period: clock_answer(periods[period], limit) for period in sorted(periods)
            }
    return answers


def status(request: Row, assessment: Row | None) -> str:
    """Return where a request stands."""
    asked, outcome = request["request_outcome"], (assessment or {}).get("assessment_outcome", "")
    if asked == "H":
        return "historical"
    if "W" in (asked, outcome):
        return "withdrawn"
    if request["exported_la"] and assessment is None:
        return "exported"
    if asked in ("A", ""):
        return "awaiting_decision"
    if asked == "N":
        return "refused"
    if outcome == "Y":
        dated = assessment is not None and assessment["assessment_outcome_date"]
        return "issued" if dated else "agreed_not_issued"
    return {"H": "transferred_in", "N": "not_issued"}.get(outcome, "in_assessment")


def case_answers(rows: dict[str, list[Row]], last_night: date) -> dict[str, Any]:
    """Return every expected figure of the case files as at the last night."""
    assessments = {a["request_id"]: a for a in rows["assessments"]}
    requests, plans = rows["requests"], rows["plans"]
    needs = {n["plan_id"]: n["sen_type"] for n in rows["needs"] if n["sen_type_rank"] == "1"}
    tonight = [plan for plan in plans if active_on(plan, last_night)]
    januaries = [third_thursday_of_january(year) for year in range(2024, last_night.year + 1)]
    return {
        "timeliness": timeliness(rows),
        "requests": {
            "total": len(requests),
            "by_status": _counted(status(r, assessments.get(r["request_id"])) for r in requests),
            "received_by_year": _counted(_years(requests, "received_date")),
        },
        "plans": {
            "total": len(plans),
            "active_on_last_night": len(tonight),
            "active_january": {
                day.isoformat(): sum(active_on(plan, day) for plan in plans) for day in januaries
            },
            "started_by_year": _counted(_years(plans, "start_date")),
            "transferred_in_by_year": _counted(
                _years([p for p in plans if p["transfer_la"]], "start_date")
            ),
            "ceased_by_year": _counted(_years(plans, "cease_date")),
            "active_on_last_night_by_primary_need": _counted(
                needs.get(plan["plan_id"], "") for plan in tonight
            ),
        },
    }


def _years(rows: list[Row], column: str) -> Iterable[str]:
    return (row[column][:4] for row in rows if row[column])


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
