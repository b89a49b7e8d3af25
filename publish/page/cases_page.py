"""The page that a SEND manager opens on Monday, for those who may see single cases.

It reads `cases/send.duckdb` and names cases by their keys, which `send case` leads back to a case.
It loads nothing.
"""

import html
from typing import Any

import duckdb

from publish.page import activity, layout, manager_page, partners, profile, schools
from publish.page.display import Display
from publish.page.per_authority import Pages

NOTES = (
    "About single children: only for those who may see cases, and not to be passed on. A case is "
    "named by its key; <code>send case</code> leads to the case, on record."
)
CLOCKS = {
    "decision_6_weeks": "Decision whether to assess (6 weeks)",
    "final_plan_20_weeks": "Final plan (20 weeks)",
    "advice_6_weeks": "Advice of a partner (6 weeks)",
    "annual_review_12_months": "Annual review (12 months)",
    "review_decision_4_weeks": "Decision after a review (4 weeks)",
    "amended_plan_12_weeks": "Amended plan after a review (12 weeks)",
    "phase_transfer": "Phase transfer (new place named)",
}
STAGES = {
    "awaiting_decision": "awaiting the decision to assess",
    "in_assessment": "in assessment",
    "agreed_not_issued": "plan agreed, not issued",
    "advice_awaited": "advice awaited",
    "no_meeting_held": "no review meeting held",
    "decision_awaited": "meeting held, decision awaited",
    "amended_plan_awaited": "amended plan awaited",
    "place_not_named": "new place not named in the plan",
}
WHEN = ("overdue", "this_week", "next_week", "later")
LONGEST = 100  # cases of one table; the rest is counted
BY_CLOCK = """
    select clock, due_in, count(*)::bigint
    from send.marts.fct_cases_due where la_code = $1 group by all
"""
WEEK = "select max(week_start) from send.marts.fct_cases_due where la_code = $1"
CASES = """
    select clock, case_key, team, stage, waiting_for, due_date, days_overdue
    from send.marts.fct_cases_due where la_code = $1 and {condition}
    order by due_date, clock, case_key, item_key
"""
ADVICE = """
    select waiting_for, count(*)::bigint, count(days_overdue)::bigint, max(days_overdue)
    from send.marts.fct_cases_due where la_code = $1 and clock = 'advice_6_weeks'
    group by waiting_for order by 3 desc, 2 desc, 1
"""
TEAMS = """
    select team, sum(open_requests)::bigint, sum(requests_due_in_28_days)::bigint,
        sum(requests_overdue)::bigint, sum(plans_held)::bigint,
        sum(reviews_due_in_28_days)::bigint, sum(reviews_overdue)::bigint
    from send.marts.open_cases_by_team where la_code = $1 group by team order by team
"""
AUTHORITIES = "select distinct la_code from send.marts.fct_ehc_requests order by 1"


def _page(db: duckdb.DuckDBPyConnection, la_code: str, settings: Display) -> str:
    parts = [
        _facts(db, la_code),
        '<div class="charts">',
        _by_clock(db, la_code),
        _listed(db, la_code, "Overdue, longest first", "due_in = 'overdue'", is_late=True),
        _listed(db, la_code, f"Due this week{_week(db, la_code)}", "due_in = 'this_week'"),
        _listed(db, la_code, "Due next week", "due_in = 'next_week'"),
        _listed(db, la_code, "Decisions whether to assess", "clock = 'decision_6_weeks'"),
        _advice(db, la_code),
        _listed(
            db,
            la_code,
            "Annual reviews and phase transfers due within twelve weeks",
            "clock in ('annual_review_12_months', 'phase_transfer') and due_in <> 'overdue'",
        ),
        _teams(db, la_code),
        activity.periods(db, la_code),
        manager_page.weekly(db, la_code, settings.target),
        profile.growth(db, la_code),
        profile.beside(db, la_code),
        profile.need_growth(db, la_code),
        activity.late(db, la_code),
        schools.reviews(db, la_code),
        partners.transitions(db, la_code),
        "</div>",
    ]
    return layout.document(db, la_code, settings.names, parts, NOTES)


PAGES = Pages("cases/pages", "cases/send.duckdb", AUTHORITIES, _page, profile.OF_OTHERS)


def _facts(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    found: dict[str, int] = dict.fromkeys(WHEN, 0)
    awaited = 0
    for clock, due_in, number in layout.rows(db, BY_CLOCK, la_code):
        found[due_in] += number
        awaited += number if clock == "advice_6_weeks" else 0
    return layout.facts(
        [
            (f"{found['overdue']:,}", "overdue", bool(found["overdue"])),
            (f"{found['this_week']:,}", "due this week", False),
            (f"{found['next_week']:,}", "due next week", False),
            (f"{awaited:,}", "pieces of advice awaited", False),
        ]
    )


def _week(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    [(start,)] = layout.rows(db, WEEK, la_code)
    return "" if start is None else f", from Monday {layout.day(start)}"


def _by_clock(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    found = {(clock, when): n for clock, when, n in layout.rows(db, BY_CLOCK, la_code)}
    table = layout.table(
        ("duty", "overdue", "this week", "next week", "later"),
        [
            (label, *(f"{found.get((clock, when), 0):,}" for when in WHEN))
            for clock, label in CLOCKS.items()
        ],
    )
    about = "Later: within twelve weeks."
    return layout.open_section("What is to be done, and by when", about, table, wide=True)


def _listed(
    db: duckdb.DuckDBPyConnection,
    la_code: str,
    title: str,
    condition: str,
    is_late: bool = False,
) -> str:
    """Return a table of single cases, the earliest due date first."""
    cases = layout.rows(db, CASES.format(condition=condition), la_code)
    heads = ("case", "duty", "stage", "team", "due", "late by")
    table = layout.table(heads, [_case(*case) for case in cases[:LONGEST]], css="cases")
    about = "Nothing is overdue." if is_late else "Nothing is due."
    if cases:
        more = len(cases) - LONGEST
        about = f"{len(cases):,} in all."
        if more > 0:
            about += f" The first {LONGEST}; {more:,} more are in the table fct_cases_due."
    return layout.open_section(title, about, table if cases else "", wide=True)


def _case(
    clock: str, key: str, team: str | None, stage: str, waiting_for: str | None, due: Any, days: Any
) -> tuple[str, ...]:
    described = STAGES[stage]
    if waiting_for:
        described += f": {_words(waiting_for)}"
    return (
        f"<code>{html.escape(key)}</code>",
        CLOCKS[clock],
        described,
        html.escape(team or "not recorded"),
        layout.day(due),
        "–" if days is None else "1 day over" if days == 1 else f"{days:,} days over",
    )


def _advice(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    table = layout.table(
        ("advice of", "awaited", "overdue", "longest, days over"),
        [
            (
                html.escape((provider or "not recorded").replace("_", " ")),
                awaited,
                late,
                days or "–",
            )
            for provider, awaited, late, days in layout.rows(db, ADVICE, la_code)
        ],
    )
    return layout.open_section("Advice awaited, and from whom", "", table)


def _teams(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    rows = [
        (_words(team), *(f"{n:,}" for n in counts))
        for team, *counts in layout.rows(db, TEAMS, la_code)
    ]
    heads = (
        "team", "open requests", "due in 28 days", "overdue", "plans", "reviews due in 28 days",
        "reviews overdue",
    )  # fmt: skip
    return layout.open_section("Teams", "", layout.table(heads, rows), wide=True)


def _words(code: str | None) -> str:
    return html.escape((code or "not recorded").replace("_", " "))
