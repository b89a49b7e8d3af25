"""The true answers: what the marts must say of the last night's accepted rows.

Worked out here in plain Python from the rows that get through, on purpose without a line in
common with the warehouse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from synthetic.activity_answers import activity, open_requests
from synthetic.clock_answers import timeliness
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
    "other clocks": "advice_6_weeks (requested to received, 42 days), not_to_issue_16_weeks "
    "(assessment N with a date, 112 days from receipt, week20 as above), review_decision_4_weeks "
    "(meeting to decision, 28), amended_plan_12_weeks (meeting to final_date, 84): in the month "
    "of the end.",
    "annual_review_12_months": "in the month of the due date: a year after the plan's start, then "
    "a year after each decision_date; within time when the next decision comes by then. Not "
    "counted before the day, nor where the plan had ceased by it with the decision still to come.",
    "phase_transfer": "in the month of phase_transfer_due_date, once for a plan and date; within "
    "time when phase_transfer_final_date comes by then; not counted as in annual_review_12_months.",
    "median_days": "median of end minus start over completed; the mean of the middle two where "
    "their number is even; none for phase_transfer.",
    "activity": "each by its own day; those who moved in (assessment H) in none of the requests' "
    "figures; agreed_to_issue by the first night that said Y, or the day of issue if earlier; "
    "ceased for reason 5 is transferred out.",
    "open_requests": "status awaiting_decision, in_assessment or agreed_not_issued, by whole weeks "
    "since receipt, 52 for more; breached when the last night is past day 140.",
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

OPEN = ("awaiting_decision", "in_assessment", "agreed_not_issued")


def third_thursday_of_january(year: int) -> date:
    """Return the school census day of a year."""
    first = date(year, 1, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)


def active_on(plan: Row, day: date) -> bool:
    """Tell whether a plan counts in the caseload of a day."""
    started = date.fromisoformat(plan["start_date"]) <= day
    return started and (not plan["cease_date"] or date.fromisoformat(plan["cease_date"]) > day)


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


def case_answers(
    rows: dict[str, list[Row]], agreed_said: dict[str, date], last_night: date
) -> dict[str, Any]:
    """Return every expected figure of the case files as at the last night.

    `agreed_said` is the first night on which the extracts said Y of an assessment.
    """
    assessments = {a["request_id"]: a for a in rows["assessments"]}
    requests, plans = rows["requests"], rows["plans"]
    needs = {n["plan_id"]: n["sen_type"] for n in rows["needs"] if n["sen_type_rank"] == "1"}
    tonight = [plan for plan in plans if active_on(plan, last_night)]
    januaries = [third_thursday_of_january(year) for year in range(2024, last_night.year + 1)]
    return {
        "timeliness": timeliness(rows, last_night),
        "activity": activity(rows, agreed_said, last_night),
        "open_requests": open_requests(
            [r for r in requests if status(r, assessments.get(r["request_id"])) in OPEN], last_night
        ),
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
