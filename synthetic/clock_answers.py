"""The true answers of the eight statutory clocks, worked out from the rows that get through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from synthetic.extracts import Row

Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Case:
    """A case that counts: on which day, how many days it took, in time, with an exception."""

    day: date
    days: int | None
    in_time: bool
    exception: bool = False


def timeliness(rows: Rows, last_night: date) -> dict[str, Any]:
    """Return every clock by month (YYYY-MM) and calendar year."""
    return {
        clock: {
            period_type: _by_period(cases, form)
            for period_type, form in (("month", "%Y-%m"), ("calendar_year", "%Y"))
        }
        for clock, cases in _clocks(rows, last_night).items()
    }


def _clocks(rows: Rows, last_night: date) -> dict[str, list[Case]]:
    advice = [(a["requested_date"], a["received_date"]) for a in rows["advice"]]
    decided = [(r["meeting_date"], r["decision_date"]) for r in rows["reviews"]]
    amended = [(r["meeting_date"], r["final_date"]) for r in rows["reviews"]]
    return {
        "decision_6_weeks": decisions(rows),
        "advice_6_weeks": [_took(*dates, 42) for dates in advice if all(dates)],
        "not_to_issue_16_weeks": list(_assessed(rows, "N", 112)),
        "final_plan_20_weeks": plans_issued(rows),
        "annual_review_12_months": list(_annual_reviews(rows, last_night)),
        "review_decision_4_weeks": [_took(*dates, 28) for dates in decided if all(dates)],
        "amended_plan_12_weeks": [_took(*dates, 84) for dates in amended if all(dates)],
        "phase_transfer": list(_phase_transfers(rows, last_night)),
    }


def moved_in_requests(rows: Rows) -> set[str]:
    """Return the requests whose assessment is H: another authority's, or before the history."""
    return {a["request_id"] for a in rows["assessments"] if a["assessment_outcome"] == "H"}


def decisions(rows: Rows) -> list[Case]:
    """Return the decisions whether to assess that this authority made."""
    moved_in = moved_in_requests(rows)
    return [
        _took(request["received_date"], request["request_outcome_date"], 42)
        for request in rows["requests"]
        if request["request_outcome"] in ("Y", "N")
        and request["request_outcome_date"]
        and request["request_id"] not in moved_in
    ]


def plans_issued(rows: Rows) -> list[Case]:
    """Return the final plans that came of this authority's assessments."""
    return list(_assessed(rows, "Y", 140))


def _assessed(rows: Rows, outcome: str, limit: int) -> Iterator[Case]:
    requests = {r["request_id"]: r for r in rows["requests"]}
    for assessment in rows["assessments"]:
        end = assessment["assessment_outcome_date"]
        if assessment["assessment_outcome"] == outcome and end:
            start = requests[assessment["request_id"]]["received_date"]
            yield _took(start, end, limit, exception=assessment["week20"] == "1")


def _took(start: str, end: str, limit: int, *, exception: bool = False) -> Case:
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days
    return Case(date.fromisoformat(end), days, days <= limit, exception)


def _annual_reviews(rows: Rows, last_night: date) -> Iterator[Case]:
    """Walk each plan from its start to its first decision, and on from decision to decision."""
    letters: dict[str, set[date]] = {}
    for review in rows["reviews"]:
        if review["decision_date"]:
            letters.setdefault(review["plan_id"], set()).add(_day(review["decision_date"]))
    for plan in rows["plans"]:
        start: date | None = _day(plan["start_date"])
        coming = sorted(letters.get(plan["plan_id"], ()))
        while start is not None:
            decided = next((day for day in coming if start < day), None)
            case = _due(_a_year_after(start), decided, plan, last_night)
            if case:
                yield Case(case.day, (decided - start).days if decided else None, case.in_time)
            start = decided


def _phase_transfers(rows: Rows, last_night: date) -> Iterator[Case]:
    plans = {plan["plan_id"]: plan for plan in rows["plans"]}
    settled: dict[tuple[str, date], list[date]] = {}
    for review in rows["reviews"]:
        if review["phase_transfer_due_date"]:
            key = review["plan_id"], _day(review["phase_transfer_due_date"])
            named = review["phase_transfer_final_date"]
            settled.setdefault(key, []).extend([_day(named)] if named else [])
    for (plan_id, due), days in settled.items():
        case = _due(due, min(days, default=None), plans[plan_id], last_night)
        if case:
            yield case


def _due(due: date, done: date | None, plan: Row, last_night: date) -> Case | None:
    """Judge what was due on a day; None where it does not count, or not yet."""
    if due > last_night:
        return None
    if done is not None and done <= due:
        return Case(due, None, in_time=True)
    ceased = plan["cease_date"]
    maintained = _day(plan["start_date"]) <= due and (not ceased or _day(ceased) > due)
    if not maintained or (done is None and due == last_night):
        return None
    return Case(due, None, in_time=False)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _a_year_after(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        day -= timedelta(days=1)
    return day.replace(year=day.year + 1)


def _by_period(cases: list[Case], form: str) -> dict[str, dict[str, int | float | None]]:
    periods: dict[str, list[Case]] = {}
    for case in cases:
        periods.setdefault(case.day.strftime(form), []).append(case)
    return {period: _counts(periods[period]) for period in sorted(periods)}


def _counts(cases: list[Case]) -> dict[str, int | float | None]:
    days = [case.days for case in cases if case.days is not None]
    middle = median(days) if days else None
    plain = [case for case in cases if not case.exception]
    return {
        "completed": len(cases),
        "within_time": sum(case.in_time for case in cases),
        "completed_excluding_exceptions": len(plain),
        "within_time_excluding_exceptions": sum(case.in_time for case in plain),
        "median_days": int(middle) if middle is not None and middle == int(middle) else middle,
    }
