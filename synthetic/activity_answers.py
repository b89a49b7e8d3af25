"""The true answers of ehc_activity and open_requests, from the rows that get through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from synthetic.clock_answers import Rows, moved_in_requests
from synthetic.extracts import Row

TWENTY_WEEKS = timedelta(days=140)
FOUR_WEEKS = timedelta(days=28)


def activity(rows: Rows, agreed_said: dict[str, date], last_night: date) -> dict[str, Any]:
    """Return what happened by month (YYYY-MM) and calendar year, and the plans active at the end.

    `agreed_said` is the first night on which the extracts gave an assessment's outcome as Y.
    """
    happened = list(_happened(rows, agreed_said))
    answers: dict[str, Any] = {}
    for period_type, form in (("month", "%Y-%m"), ("calendar_year", "%Y")):
        periods: dict[str, Counter[str]] = {}
        for what, day in happened:
            periods.setdefault(day.strftime(form), Counter())[what] += 1
        answers[period_type] = {
            period: {**periods[period], "active_at_end": _active(rows, form, period, last_night)}
            for period in sorted(periods)
        }
    return answers


def _happened(rows: Rows, agreed_said: dict[str, date]) -> Iterator[tuple[str, date]]:
    moved_in = moved_in_requests(rows)
    for request in rows["requests"]:
        if request["request_id"] in moved_in:
            continue
        if request["received_date"]:
            yield "requests_received", date.fromisoformat(request["received_date"])
        if request["request_outcome"] in ("Y", "N") and request["request_outcome_date"]:
            decided = "" if request["request_outcome"] == "Y" else "not_"
            yield f"decided_{decided}to_assess", date.fromisoformat(request["request_outcome_date"])
    for row in rows["assessments"]:
        end = row["assessment_outcome_date"]
        if row["assessment_outcome"] == "Y":
            said = agreed_said[row["request_id"]]
            yield "agreed_to_issue", min(said, date.fromisoformat(end)) if end else said
        if end and row["assessment_outcome"] in ("Y", "N"):
            what = "plans_issued" if row["assessment_outcome"] == "Y" else "not_issued"
            yield what, date.fromisoformat(end)
    for plan in rows["plans"]:
        if plan["transfer_la"]:
            yield "plans_transferred_in", date.fromisoformat(plan["start_date"])
        if plan["cease_date"]:
            left = plan["cease_reason"] == "5"
            what = "plans_transferred_out" if left else "plans_ceased"
            yield what, date.fromisoformat(plan["cease_date"])


def _active(rows: Rows, form: str, period: str, last_night: date) -> int:
    """Plans begun in the period or before, by the last night, and not ceased in it or before."""
    return sum(
        _period(plan["start_date"], form) <= period
        and not (plan["cease_date"] and _period(plan["cease_date"], form) <= period)
        for plan in rows["plans"]
        if date.fromisoformat(plan["start_date"]) <= last_night
    )


def _period(day: str, form: str) -> str:
    return date.fromisoformat(day).strftime(form)


def open_requests(still_open: list[Row], last_night: date) -> dict[str, dict[str, int]]:
    """Return the open requests by whole weeks since receipt (52 and more as 52)."""
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
