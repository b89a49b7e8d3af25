"""The page of an authority for its SEND managers, inside the council.

Counts of 1 to 5 are neither printed nor drawn to size, but what is shown beside them can give them
away: this page is not to be passed on (`publish.page.open_page` is). It loads nothing.
"""

from decimal import Decimal

import duckdb

from publish.disclosure.small_counts import SMALL
from publish.page import (
    activity,
    charts,
    layout,
    moves,
    partners,
    places,
    profile,
    schools,
)
from publish.page.display import Display
from publish.page.layout import count
from publish.page.per_authority import Pages

NOTES = "Not for publication. Counts of 1 to 5 are shown as “1–5”."
AUTHORITIES = "select distinct la_code from send.marts.timeliness_weekly order by 1"


def _page(db: duckdb.DuckDBPyConnection, la_code: str, settings: Display) -> str:
    parts = [
        _facts(db, la_code, settings.target),
        '<div class="charts">',
        weekly(db, la_code, settings.target),
        activity.periods(db, la_code),
        _open(db, la_code),
        activity.late(db, la_code),
        activity.advice(db, la_code),
        activity.mediation_and_appeals(db, la_code),
        activity.ceased(db, la_code),
        schools.reviews(db, la_code),
        profile.growth(db, la_code),
        profile.beside(db, la_code),
        profile.needs(db, la_code),
        profile.need_growth(db, la_code),
        profile.settings(db, la_code),
        profile.step(db, la_code),
        schools.prevalence(db, la_code),
        schools.published(db, la_code),
        schools.highest(db, la_code),
        places.now(db, la_code),
        places.ahead(db, la_code),
        places.wards(db, la_code),
        moves.phase_transfers(db, la_code),
        moves.by_setting(db, la_code),
        moves.destinations(db, la_code),
        partners.transitions(db, la_code),
        partners.consultations(db, la_code),
        partners.declining(db, la_code),
        partners.joint_funding(db, la_code),
        partners.workstreams(db, la_code),
        "</div>",
    ]
    return layout.document(db, la_code, settings.names, parts, NOTES)


PAGES = Pages("figures/pages", "send.duckdb", AUTHORITIES, _page, profile.OF_OTHERS)


def _facts(db: duckdb.DuckDBPyConnection, la_code: str, target: Decimal | None) -> str:
    latest = layout.rows(
        db,
        "select issued_13_weeks, within_time_13_weeks_pct from send.marts.timeliness_weekly "
        "where la_code = ? order by week_start desc limit 1",
        la_code,
    )
    waiting = layout.rows(
        db,
        "select sum(requests), sum(already_breached), sum(due_in_28_days) "
        "from send.marts.open_requests where la_code = ?",
        la_code,
    )[0]
    issued, rate = latest[0] if latest else (0, None)
    shown = "–" if rate is None or issued in SMALL else f"{rate} %"
    behind = rate is not None and target is not None and rate < target
    return layout.facts(
        [
            (shown, f"issued within 20 weeks, last 13 weeks ({count(issued)} plans)", behind),
            (count(waiting[0]), "requests open", False),
            (count(waiting[1]), "of them past 20 weeks", bool(waiting[1])),
            (count(waiting[2]), "due in the next 28 days", False),
        ]
    )


def weekly(db: duckdb.DuckDBPyConnection, la_code: str, target: Decimal | None) -> str:
    """Return the rate of plans within 20 weeks, week by week, beside the target and England."""
    weeks = layout.rows(
        db,
        "select week_end, case when issued_13_weeks > 5 then within_time_13_weeks_pct end, "
        "issued_13_weeks from send.marts.timeliness_weekly where la_code = ? order by week_end",
        la_code,
    )
    chart = charts.rate_by_week(
        [week for week, _, _ in weeks],
        [rate for _, rate, _ in weeks],
        target,
        layout.england(db, la_code),
    )
    table = layout.table(
        ("13 weeks to", "plans", "in time %"),
        [
            (layout.day(week), count(n), "–" if rate is None else rate)
            for week, rate, n in weeks[::-1]
        ],
    )
    about = (
        "Each point covers the 13 weeks up to it. The duty is every plan within 20 weeks, unless "
        "an exception applies; the dashed line is the authority's own target."
    )
    return layout.section("Plans issued within 20 weeks", about, chart, table, wide=True)


def _open(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    bands = layout.rows(db, OPEN_BY_BAND, la_code)
    chart = charts.open_by_weeks([(w, None if number in SMALL else number) for w, number in bands])
    table = layout.table(
        ("weeks since the request", "open"),
        [("52 or more" if w == 52 else f"{w} to {w + 3}", count(number)) for w, number in bands],
    )
    about = "Right of the dashed line: over 20 weeks. Hatched: 1 to 5 requests, not drawn to size."
    return layout.section("Requests still open", about, chart, table)


OPEN_BY_BAND = """
    select 4 * (week_open // 4) as first_week, sum(requests)::bigint
    from send.marts.open_requests where la_code = ? group by first_week order by first_week
"""
