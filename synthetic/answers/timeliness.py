"""The true answers of the statutory clocks, from the accepted rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from synthetic.cases.datasets import Extracts, Row

Counts = dict[str, int | float | None]
Timeliness = dict[str, dict[str, dict[str, Counts]]]  # clock → period type → period → counts


@dataclass(frozen=True, slots=True)
class Case:
    """A case that counts on a day; `days` is its duration, None where it has none."""

    day: date
    days: int | None
    in_time: bool
    exception: bool = False


def timeliness(rows: Extracts, last_night: date) -> Timeliness:
    """Return every clock by month (YYYY-MM) and calendar year."""
    return {
        clock: {
            period_type: _by_period(cases, form)
            for period_type, form in (("month", "%Y-%m"), ("calendar_year", "%Y"))
        }
        for clock, cases in _clocks(rows, last_night).items()
    }


def _clocks(rows: Extracts, last_night: date) -> dict[str, list[Case]]:
    advice = [(a["requested_date"], a["received_date"]) for a in rows["advice"]]
    decided = [(r["meeting_date"], r["decision_date"]) for r in rows["reviews"]]
    amended = [
        (r["meeting_date"], r["final_date"]) for r in rows["reviews"] if r["outcome"] in ("A", "")
    ]
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


def transferred_in_requests(rows: Extracts) -> set[str]:
    """Return the requests with assessment outcome H: transferred in, or older than the history."""
    return {a["request_id"] for a in rows["assessments"] if a["assessment_outcome"] == "H"}


def decisions(rows: Extracts) -> list[Case]:
    """Return this authority's decisions whether to assess."""
    transferred_in = transferred_in_requests(rows)
    return [
        _took(request["received_date"], request["request_outcome_date"], 42)
        for request in rows["requests"]
        if request["request_outcome"] in ("Y", "N")
        and request["request_outcome_date"]
        and request["request_id"] not in transferred_in
    ]


def plans_issued(rows: Extracts) -> list[Case]:
    """Return the final plans issued after this authority's assessments."""
    return list(_assessed(rows, "Y", 140))


def _assessed(rows: Extracts, outcome: str, limit: int) -> Iterator[Case]:
    requests = {r["request_id"]: r for r in rows["requests"]}
    for assessment in rows["assessments"]:
        end = assessment["assessment_outcome_date"]
        if assessment["assessment_outcome"] == outcome and end:
            start = requests[assessment["request_id"]]["received_date"]
            yield _took(start, end, limit, exception=assessment["week20"] == "1")


def _took(start: str, end: str, limit: int, *, exception: bool = False) -> Case:
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days
    return Case(date.fromisoformat(end), days, days <= limit, exception)


def _annual_reviews(rows: Extracts, last_night: date) -> Iterator[Case]:
    """Yield the review due a year after each plan's start and after each of its decisions."""
    decisions_by_plan: dict[str, set[date]] = {}
    for review in rows["reviews"]:
        if review["decision_date"]:
            decided = _day(review["decision_date"])
            decisions_by_plan.setdefault(review["plan_id"], set()).add(decided)
    for plan in rows["plans"]:
        start: date | None = _day(plan["start_date"])
        decision_days = sorted(decisions_by_plan.get(plan["plan_id"], ()))
        while start is not None:
            decision = next((day for day in decision_days if start < day), None)
            case = _due(_a_year_after(start), decision, plan, last_night)
            if case:
                yield Case(case.day, (decision - start).days if decision else None, case.in_time)
            start = decision


def _phase_transfers(rows: Extracts, last_night: date) -> Iterator[Case]:
    plans = {plan["plan_id"]: plan for plan in rows["plans"]}
    named_on: dict[tuple[str, date], list[date]] = {}
    for review in rows["reviews"]:
        if review["phase_transfer_due_date"]:
            key = review["plan_id"], _day(review["phase_transfer_due_date"])
            final = review["phase_transfer_final_date"]
            named_on.setdefault(key, []).extend([_day(final)] if final else [])
    for (plan_id, due), days in named_on.items():
        case = _due(due, min(days, default=None), plans[plan_id], last_night)
        if case:
            yield case


def _due(due: date, done: date | None, plan: Row, last_night: date) -> Case | None:
    """Return the case of something due on a day; None where it does not count, or not yet.

    It does not count if the plan had ceased by that day without it being done.
    """
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


def _by_period(cases: list[Case], form: str) -> dict[str, Counts]:
    periods: dict[str, list[Case]] = {}
    for case in cases:
        periods.setdefault(case.day.strftime(form), []).append(case)
    return {period: _counts(periods[period]) for period in sorted(periods)}


def _counts(cases: list[Case]) -> Counts:
    days = [case.days for case in cases if case.days is not None]
    middle = median(days) if days else None
    without_exception = [case for case in cases if not case.exception]
    return {
        "completed": len(cases),
        "within_time": sum(case.in_time for case in cases),
        "completed_excluding_exceptions": len(without_exception),
        "within_time_excluding_exceptions": sum(case.in_time for case in without_exception),
        "median_days": int(middle) if middle is not None and middle == int(middle) else middle,
    }
