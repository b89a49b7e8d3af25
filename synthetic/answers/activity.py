"""The true answers of `ehc_activity` and `open_requests`, from the accepted rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from synthetic.answers.timeliness import transferred_in_requests
from synthetic.cases.datasets import Extracts, Row

TWENTY_WEEKS = timedelta(days=140)
FOUR_WEEKS = timedelta(days=28)
Activity = dict[str, dict[str, dict[str, int]]]  # period type → period → event → count
OpenRequests = dict[str, dict[str, int]]  # weeks since receipt → counts


def activity(rows: Extracts, first_agreed: dict[str, date], last_night: date) -> Activity:
    """Return events by month (YYYY-MM) and calendar year, and the plans active at each end.

    `first_agreed` gives the first night on which the extracts hold outcome Y of an assessment.
    """
    events = list(_events(rows, first_agreed))
    answers: Activity = {}
    for period_type, form in (("month", "%Y-%m"), ("calendar_year", "%Y")):
        periods: dict[str, Counter[str]] = {}
        for event, day in events:
            periods.setdefault(day.strftime(form), Counter())[event] += 1
        answers[period_type] = {
            period: {**periods[period], "active_at_end": _active(rows, form, period, last_night)}
            for period in sorted(periods)
        }
    return answers


def _events(rows: Extracts, first_agreed: dict[str, date]) -> Iterator[tuple[str, date]]:
    yield from _request_events(rows)
    yield from _assessment_events(rows, first_agreed)
    yield from _plan_events(rows)


def _request_events(rows: Extracts) -> Iterator[tuple[str, date]]:
    transferred_in = transferred_in_requests(rows)
    for request in rows["requests"]:
        if request["request_id"] in transferred_in:
            continue
        if request["received_date"]:
            yield "requests_received", date.fromisoformat(request["received_date"])
        if request["request_outcome"] in ("Y", "N") and request["request_outcome_date"]:
            decided = "" if request["request_outcome"] == "Y" else "not_"
            yield f"decided_{decided}to_assess", date.fromisoformat(request["request_outcome_date"])


def _assessment_events(rows: Extracts, first_agreed: dict[str, date]) -> Iterator[tuple[str, date]]:
    for row in rows["assessments"]:
        end = row["assessment_outcome_date"]
        if row["assessment_outcome"] == "Y":
            agreed = first_agreed[row["request_id"]]
            yield "agreed_to_issue", min(agreed, date.fromisoformat(end)) if end else agreed
        if end and row["assessment_outcome"] in ("Y", "N"):
            event = "plans_issued" if row["assessment_outcome"] == "Y" else "not_issued"
            yield event, date.fromisoformat(end)


def _plan_events(rows: Extracts) -> Iterator[tuple[str, date]]:
    for plan in rows["plans"]:
        if plan["transfer_la"]:
            yield "plans_transferred_in", date.fromisoformat(plan["start_date"])
        if plan["cease_date"]:
            transferred_out = plan["cease_reason"] == "5"
            event = "plans_transferred_out" if transferred_out else "plans_ceased"
            yield event, date.fromisoformat(plan["cease_date"])


def _active(rows: Extracts, form: str, period: str, last_night: date) -> int:
    """Count plans that started by a period's end and the last night and had not ceased by then."""
    return sum(
        _period(plan["start_date"], form) <= period
        and not (plan["cease_date"] and _period(plan["cease_date"], form) <= period)
        for plan in rows["plans"]
        if date.fromisoformat(plan["start_date"]) <= last_night
    )


def _period(day: str, form: str) -> str:
    return date.fromisoformat(day).strftime(form)


def open_requests(still_open: list[Row], last_night: date) -> OpenRequests:
    """Return open requests by whole weeks since receipt, 52 for more."""
    weeks: dict[int, list[int]] = {}
    for request in still_open:
        received = date.fromisoformat(request["received_date"])
        due = received + TWENTY_WEEKS
        counts = weeks.setdefault(min((last_night - received).days // 7, 52), [0, 0, 0])
        counts[0] += 1
        counts[1] += due < last_night
        counts[2] += last_night <= due <= last_night + FOUR_WEEKS
    names = ("requests", "already_breached", "due_in_28_days")
    return {str(week): dict(zip(names, weeks[week], strict=True)) for week in sorted(weeks)}
