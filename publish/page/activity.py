"""What came in and went out: requests and plans by period, lateness, advice, mediation and appeals,
plans that ended."""

import html
from typing import Any

import duckdb

from publish.disclosure.small_counts import SMALL
from publish.page import layout
from publish.page.layout import count

PERIODS = """
    with periods as (
        select *, row_number() over (partition by period_type order by period_start desc) as place
        from send.marts.ehc_activity
        where la_code = ? and period_type in ('month', 'quarter') and is_complete
    )
    select
        period_type, period_start, requests_received, requests_received_year_before,
        requests_received_change_pct, agreed_to_issue, agreed_to_issue_year_before,
        agreed_to_issue_change_pct, completed, within_time_pct
    from periods
    left join (from send.marts.timeliness where clock = 'final_plan_20_weeks') as issued
        using (la_code, period_type, period_start)
    where place <= case period_type when 'quarter' then 4 else 6 end
    order by period_type desc, period_start desc
"""
YEAR = """
    select period_start as quarter, period_type
    from send.marts.ehc_activity
    where la_code = $1 and period_type = 'quarter' and is_complete
    order by period_start desc limit 4
"""
LATE = f"""
    select band_label, sum(cases)::bigint, sum(with_exception)::bigint,
        sum(after_late_decision)::bigint, sum(after_late_advice)::bigint
    from send.marts.lateness
    join ({YEAR}) on period_start = quarter and lateness.period_type = 'quarter'
    where la_code = $1 and clock = 'final_plan_20_weeks'
    group by band_label, band_order order by band_order
"""
ADVICE = f"""
    with received as (
        select provider, completed, within_time_pct
        from send.marts.advice_timeliness
        where la_code = $1 and period_type = 'quarter'
            and period_start = (select max(quarter) from ({YEAR}))
    ), awaited as (
        select provider, count(*) as awaited, count(days_overdue) as overdue
        from send.marts.fct_advice where la_code = $1 and is_awaited group by provider
    )
    select provider, coalesce(completed, 0), within_time_pct, coalesce(awaited, 0),
        coalesce(overdue, 0)
    from received full join awaited using (provider) order by provider
"""
CEASED = f"""
    select reason_label, sum(plans)::bigint
    from send.marts.ceased_plans
    join ({YEAR}) on period_start = quarter and ceased_plans.period_type = 'quarter'
    where la_code = $1 group by reason_label order by 2 desc, 1
"""
MEDIATION_AND_APPEALS = """
    select
        decision_label, calendar_year || case when is_complete then '' else ' to date' end,
        decisions, mediations, appeals
    from send.marts.mediation_and_appeals where la_code = $1
    qualify dense_rank() over (order by calendar_year desc) <= 2
    order by decision, calendar_year desc
"""
ABOUT_YEAR = "The last four complete quarters."


def periods(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the table of requests, proposed plans and plans issued, by quarter and month."""
    table = layout.table(
        ("period", "requests", "on the year", "plans proposed", "on the year", "plans issued",
         "within 20 weeks"),
        [
            (
                _period(kind, start), count(asked), _change(asked, asked_before, asked_pct),
                count(agreed), _change(agreed, agreed_before, agreed_pct), count(issued),
                "–" if rate is None or issued in SMALL else f"{rate} %",
            )
            for kind, start, asked, asked_before, asked_pct, agreed, agreed_before, agreed_pct,
            issued, rate in layout.rows(db, PERIODS, la_code)
        ],
    )  # fmt: skip
    about = "Each column counts by its own date. The change is on the same period a year before."
    title = "Requests and plans by quarter and month"
    return layout.open_section(title, about, table, wide=True)


def _period(kind: str, start: Any) -> str:
    if kind == "month":
        return f"{start:%B %Y}"
    financial_year = start.year - (start.month < 4)
    quarter = (start.month - 4) % 12 // 3 + 1
    return f"Q{quarter} {financial_year}-{(financial_year + 1) % 100:02d}"


def _change(now: int, before: int | None, percent: Any) -> str:
    """Return the change on the year; none where one of the two counts is not shown."""
    if before is None or now in SMALL or before in SMALL:
        return "–"
    return f"{now - before:+,}" + ("" if percent is None else f" ({percent:+} %)")


def late(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return how late the late plans were."""
    rows = layout.rows(db, LATE, la_code)
    table = layout.table(
        ("over 20 weeks by", "plans", "exception", "decision late", "advice late"),
        [(html.escape(band), *map(count, counts)) for band, *counts in rows],
    )
    about = f"{ABOUT_YEAR} A plan can have several causes, or none that the case system records."
    return layout.open_section("How late the late plans were", about, table)


def advice(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return advice by provider: within six weeks, and awaited now."""
    table = layout.table(
        ("advice of", "received", "in 6 weeks", "awaited", "overdue"),
        [
            (
                html.escape(provider.replace("_", " ")), count(received),
                "–" if rate is None or received in SMALL else f"{rate} %",
                count(awaited), count(overdue),
            )
            for provider, received, rate, awaited, overdue in layout.rows(db, ADVICE, la_code)
        ],
    )  # fmt: skip
    about = "Received: the last complete quarter. Awaited and overdue: now."
    return layout.open_section("Advice within six weeks", about, table)


def ceased(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the plans that ended, by reason."""
    table = layout.table(
        ("reason", "plans"),
        [(html.escape(reason), count(n)) for reason, n in layout.rows(db, CEASED, la_code)],
    )
    return layout.open_section("Plans that ended, by reason", ABOUT_YEAR, table)


def mediation_and_appeals(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the decisions of two years with mediation and with an appeal."""
    table = layout.table(
        ("decision", "year", "decisions", "mediation", "appeal"),
        [
            (html.escape(decision), year, *map(count, counts))
            for decision, year, *counts in layout.rows(db, MEDIATION_AND_APPEALS, la_code)
        ],
    )
    about = (
        "By the year of the original decision. Families may appeal for two months, so the latest "
        "counts still grow. Appeals after an annual review are not recorded in SEN2."
    )
    return layout.open_section("Mediation and appeals", about, table)
