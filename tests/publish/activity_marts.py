"""What came in and went out, for the tests of the pages."""

import duckdb


def write(db: duckdb.DuckDBPyConnection) -> None:
    """Two quarters and a month of 990: 137 requests after 95, and three plans proposed."""
    db.execute(
        "create table marts.ehc_activity as from (values "
        "('990', 'quarter', date '2026-07-01', true, 137, 95, 44.2, 3, 60, -95.0), "
        "('990', 'quarter', date '2026-10-01', false, 9, 8, 1.0, 9, 8, 1.0), "
        "('990', 'quarter', date '2026-04-01', true, 90, null, null, 80, null, null), "
        "('990', 'month', date '2026-10-01', true, 40, null, null, 20, null, null)) a "
        "(la_code, period_type, period_start, is_complete, requests_received, "
        "requests_received_year_before, requests_received_change_pct, agreed_to_issue, "
        "agreed_to_issue_year_before, agreed_to_issue_change_pct)"
    )
    db.execute(
        "create table marts.timeliness as from (values "
        "('990', 'final_plan_20_weeks', 'quarter', date '2026-07-01', 104, 95.2), "
        "('990', 'advice_6_weeks', 'quarter', date '2026-07-01', 9, 1.0)) t "
        "(la_code, clock, period_type, period_start, completed, within_time_pct)"
    )
    db.execute(
        "create table marts.lateness as from (values "
        "('990', 'final_plan_20_weeks', 'quarter', date '2026-07-01', '1 to 7 days', 1, 12, 0, 2, "
        "7), ('990', 'final_plan_20_weeks', 'month', date '2026-07-01', '1 to 7 days', 1, 99, 99, "
        "99, 99)) l (la_code, clock, period_type, period_start, band_label, band_order, cases, "
        "with_exception, after_late_decision, after_late_advice)"
    )
    db.execute(
        "create table marts.advice_timeliness as from (values "
        "('990', 'social_care', 'quarter', date '2026-07-01', 80, 75.0), "
        "('990', 'social_care', 'quarter', date '2026-04-01', 9, 1.0)) a "
        "(la_code, provider, period_type, period_start, completed, within_time_pct)"
    )
    db.execute(
        "create table marts.fct_advice as from (values ('990', 'health', true, 3), "
        "('990', 'health', true, null), ('990', 'health', false, null)) a "
        "(la_code, provider, is_awaited, days_overdue)"
    )
    db.execute(
        "create table marts.ceased_plans as from (values "
        "('990', 'quarter', date '2026-07-01', 'Needs met', 11), "
        "('990', 'quarter', date '2026-07-01', 'Died', 1)) c "
        "(la_code, period_type, period_start, reason_label, plans)"
    )
    db.execute(
        "create table marts.mediation_and_appeals as from (values "
        "('990', 2026, false, 1, 'Not to assess', 40, 12, 3), ('990', 2024, true, 1, 'x', 9, 9, 9),"
        "('990', 2025, true, 1, 'Not to assess', 56, null, 7)) m (la_code, calendar_year, "
        "is_complete, decision, decision_label, decisions, mediations, appeals)"
    )
