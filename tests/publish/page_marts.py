"""The marts that the page for SEND managers reads, with invented figures."""

from datetime import date, timedelta
from pathlib import Path

import duckdb

from publish.page import display, per_authority
from publish.page.per_authority import Pages
from publish.snapshot import Draft
from tests.publish import activity_marts

AS_AT = date(2026, 11, 20)
MONDAY = date(2026, 11, 16)
PUBLICATIONS = """
    create table ops.publications as
        select date '2026-11-20' as as_at, []::varchar[] as held_back;
    create table marts.timeliness_published as
        select '990' as la_code, date '2026-11-20' as as_at;
"""


def draft(folder: Path) -> Draft:
    """The publication in a folder, which follows none; its settings lie there too."""
    warehouse = folder / "warehouse.duckdb"
    return Draft(folder, folder, warehouse, None, AS_AT, frozenset(), "", writes_all=False)


def pages_of(folder: Path, pages: Pages) -> dict[str, str]:
    """Write the pages of a publication that has its tables; return them by file name."""
    written = per_authority.write(draft(folder), pages, display.display(folder))
    assert {path.parent for path in written} == {folder / pages.folder}
    return {path.name: path.read_text("utf-8") for path in written}


def write(folder: Path) -> None:
    """990 issued 40 plans in the last quarter and has 3 requests in breach; 991 issued 4."""
    with duckdb.connect(str(folder / "send.duckdb")) as db:
        db.execute("create schema marts")
        db.execute("create schema ops")
        db.execute(PUBLICATIONS)
        db.execute(
            "create table marts.timeliness_weekly (la_code varchar, week_start date, "
            "week_end date, issued_13_weeks bigint, within_time_13_weeks_pct decimal(9,1), "
            "as_at date)"
        )
        for weeks_ago in range(20):
            start = MONDAY - timedelta(weeks=weeks_ago)
            for la_code, plans, rate in (("990", 40, "62.5"), ("991", 4, "75.0")):
                db.execute(
                    "insert into marts.timeliness_weekly values (?, ?, ?, ?, ?, ?)",
                    [la_code, start, start + timedelta(days=6), plans, rate, AS_AT],
                )
        db.execute(
            "create table marts.open_requests as select la_code, week_open, "
            "case when week_open = 30 then 3 when week_open = 2 then 17 else 0 end::bigint "
            "as requests, case when week_open = 30 then 3 else 0 end::bigint as already_breached, "
            "case when week_open = 18 then 8 else 0 end::bigint as due_in_28_days "
            "from range(53) weeks (week_open), (values ('990')) las (la_code)"
        )
        db.execute(
            "create table marts.plan_growth as from (values "
            "('990', 2024, 654, null, 'dfe_published', false), "
            "('990', 2025, 700, null, 'case_system', true), "
            "('990', 2026, 772, 10.3, 'case_system', false)) g "
            "(la_code, calendar_year, plans_january, growth_pct, basis, is_series_break)"
        )
        db.execute(
            "create table marts.benchmarks as from (values "
            "('990', 'local_authority', 'A<b>shmere', '2025', '2024', 'plans_new', 1.0, true), "
            "('E9', 'england', 'England', '2025.1', '2024', 'within_20_weeks_pct', 9, false), "
            "('E9', 'england', 'England', '2025', '2024', 'within_20_weeks_pct', 45.9, true)"
            ") b (area_code, area_level, area_name, vintage, period, measure, value, is_latest)"
        )
        db.execute(
            "create table marts.dim_need as from (values "
            "('ASD', 'Autistic spectrum disorder', 1), ('MSI', 'Multi-sensory impairment', 11), "
            "('OLD', 'Another', 12), ('total', 'All needs', 15)) d "
            "(primary_need, need_label, need_order)"
        )
        db.execute(
            "create table marts.needs_profile_published as from (values "
            "('990', date '2026-10-31', 'primary_need', 'ASD', 'All', 321, 41.6, false, false), "
            "('990', date '2026-10-31', 'primary_need', 'MSI', 'All', null, null, true, false), "
            "('990', date '2026-09-30', 'primary_need', 'OLD', 'All', 999, 50.0, false, false), "
            "('990', date '2026-10-31', 'setting_type', 'total', 'Special schools', 211, 27.3, "
            "false, false), "
            "('990', date '2026-10-31', 'sex', 'total', 'All', 500, 60.0, false, false)) n "
            "(la_code, as_at, breakdown, primary_need, setting_label, plans, plans_pct, "
            "suppressed, is_census_day)"
        )
        activity_marts.write(db)
        growth_and_schools(db)
        work_with_others(db)
        moves(db)
        places_and_wards(db)


def work_with_others(db: duckdb.DuckDBPyConnection) -> None:
    """991 sends none of these datasets."""
    db.execute(
        "create table marts.transitions as from (values "
        "('990', 'chc', false, 28, 7, 21), ('990', 'employment', false, 4, 1, 3), "
        "('990', 'total', true, 32, 8, 24)) t (la_code, pathway, is_total, identified, "
        "transitioned, casework_open)"
    )
    db.execute(
        "create table marts.consultations as from (values "
        "('990', '2026-27', '1', 'Decline <School>', 20, 12, 9, 11, 2, 8.5), "
        "('990', '2026-27', '2', null, 10, 8, 10, 3, 1, 3.0)) c (la_code, academic_year, "
        "provider_urn, provider_name, sent, answered_within_15_days, offered, declined, overdue, "
        "median_days)"
    )
    db.execute(
        "create table marts.joint_funding as from (values "
        "('990', '2026-27', 'health', 433.50, 333.30, 300.00, 33.30, 333.31, 12), "
        "('990', '2026-27', 'social_care', 9.0, 9.0, 9.0, 9.0, 9.0, 3)) j (la_code, "
        "financial_year, payer, agreed_gbp, invoiced_gbp, received_gbp, outstanding_gbp, "
        "lapsed_gbp, placements)"
    )
    db.execute(
        "create table marts.savings_workstreams as from (values "
        "('990', date '2026-09-30', '2026-27', 'Outreach', 'Head of SEND', 'On <track>', null, "
        "'green', 1), ('990', date '2026-09-30', '2027-28', 'Outreach', null, 'later', 'x', 'red', "
        "null), ('990', date '2026-06-30', '2026-27', 'Outreach', null, 'old words', 'x', 'red', 1)"
        ") w (la_code, as_at, financial_year, workstream, owner_role, progress, next_steps, rag, "
        "delivered_gbp)"
    )


def moves(db: duckdb.DuckDBPyConnection) -> None:
    """The moves of 2027 have no place yet; three children of 2026 left mainstream for a base."""
    db.execute(
        "create table marts.dim_setting as from (values ('mainstream', 'Mainstream schools'), "
        "('base', 'Bases <units>'), ('special', 'Special schools')) d (setting_type, setting_label)"
    )
    db.execute(
        "create table marts.phase_transfers as from (values "
        "('990', 2026, 'secondary', 'mainstream', 'mainstream', 30, 25, 3, 2, 0), "
        "('990', 2026, 'secondary', 'mainstream', 'base', 3, 3, 0, 0, 0), "
        "('990', 2026, 'post_16', 'mainstream', 'special', 7, 7, 0, 0, 0), "
        "('990', 2027, 'secondary', 'mainstream', 'not_recorded', 41, 0, 0, 0, 41), "
        "('990', 2025, 'secondary', 'special', 'special', 99, 99, 0, 0, 0)) p (la_code, "
        "calendar_year, phase_to, setting_type_from, setting_type_to, transfers, named_in_time, "
        "named_late, overdue, due)"
    )
    db.execute(
        "create table marts.post_16_destinations as from (values "
        "('990', '2026-27', 'post_16', 'college', 'Colleges', false, 60, 22, 51), "
        "('990', '2026-27', 'post_19', 'college', 'Colleges', false, 15, 0, 14), "
        "('990', '2026-27', 'post_16', 'apprenticeship', 'Apprenticeship', true, 4, 2, null), "
        "('990', '2025-26', 'post_16', 'college', 'Colleges', false, 888, 88, null)) p (la_code, "
        "academic_year, phase, destination, destination_label, is_work_based, young_people, "
        "in_year_12, young_people_year_before)"
    )


def growth_and_schools(db: duckdb.DuckDBPyConnection) -> None:
    """ASD grew by 8.0 % after a mean of 15.8 % from 2021 to 2025; it was suppressed in 2020,
    MSI in 2025."""
    db.execute(
        "insert into marts.needs_profile_published select '990', make_date(year, 1, 16), "
        "'primary_need', need, 'All', 1, 1, (need, year) in (('ASD', 2020), ('MSI', 2025)), true "
        "from range(2020, 2027) y (year) cross join (values ('ASD'), ('MSI')) n (need)"
    )
    db.execute(
        "create table marts.need_growth as from (values "
        "('990', 2025, 'ASD', 176, 190, 8.0, 4, 15.8), ('990', 2025, 'MSI', 7, 77, 1000.0, 0, "
        "null), ('990', 2026, 'ASD', 190, null, null, 4, 1.1)) g (la_code, calendar_year, "
        "primary_need, plans_january, plans_january_after, growth_pct, years_in_mean, "
        "mean_growth_before_pct)"
    )
    db.execute(
        "create table marts.benchmark_growth as from (values "
        "('990', null, '990', 'Ashmere', 'local_authority', '2026', 2024, 2025, 681, 16.8), "
        "('990', null, '990', 'Ashmere', 'local_authority', '2026', 2021, 2025, 681, 56.6), "
        "('990', null, '990', 'Ashmere', 'local_authority', '2026', 2025, 2026, 777, 14.1), "
        "(null, '990', 'SN990', 'Neighbours', 'statistical_neighbours', '2026', 2024, 2025, 500.5, "
        "9.1), (null, '991', 'SN991', 'Others', 'statistical_neighbours', '2026', 2024, 2025, 1, "
        "1.1), (null, null, 'E92000001', 'England', 'england', '2026', 2024, 2025, 638745, 10.8)) "
        "b (la_code, compared_la_code, area_code, area_name, area_level, vintage, from_year, "
        "to_year, plans_to, growth_pct)"
    )
    db.execute(
        "create table marts.cost_by_curriculum_year as from (values "
        "('990', '2023-24', 6, 40, 40, 11, 29, 9, 360, 9), "
        "('990', '2024-25', 6, 50, 48, 16, 32, 12710.60, 624024.00, -1778.50), "
        "('990', '2025-26', 6, 4, 4, 1, 3, 8888, 35552, 7777)) c (la_code, financial_year, "
        "curriculum_year, children, same_children, stayed, moved, average_gbp, same_children_gbp, "
        "average_step_gbp)"
    )
    db.execute(
        "create table marts.sen_prevalence_by_census as from (values "
        "('990', date '2025-10-02', true, 'primary', null, null, true, 196, 17, 8.7, 16, 8.2, 0, 0)"
        ", ('990', date '2025-10-02', true, 'primary', 'Draw Primary', 'Community school', false, "
        "60, 20, 33.3, 9, 15.0, 24.6, 6.8), ('990', date '2025-10-02', true, 'primary', 'Special', "
        "'Community special school', false, 60, 20, 33.3, 40, 66.7, 24.6, 58.5), ('990', "
        "date '2025-10-02', true, 'primary', 'Tiny', 'Community school', false, 9, 4, 44.4, 8, "
        "88.8, 40, 80)) s (la_code, census_date, is_of_the_year, phase, school_name, school_type, "
        "is_total, pupils, sen_support, sen_support_pct, ehc_plans, ehc_plans_pct, "
        "sen_support_above_authority, ehc_plans_above_authority)"
    )
    db.execute(
        "create table marts.annual_reviews_by_provider as from (values "
        "('990', 'urn 1', date '2026-11-01', 20, 8, 3, 9, 0, 0), "
        "('990', 'urn 2', date '2026-11-01', 10, 4, 0, 2, 1, 3), "
        "('990', 'urn 1', date '2026-05-01', 30, 20, 3, 7, 0, 0), "
        "('990', 'urn 2', date '2026-06-01', 12, 6, 0, 6, 0, 0), "
        "('990', 'urn 3', date '2026-06-01', 99, 99, 0, 0, 0, 0), "
        "('990', 'urn 2', date '2027-06-01', 77, 0, 0, 0, 0, 77)) r (la_code, provider, due_month, "
        "reviews, decided_in_time, decided_late, overdue, meeting_held, due)"
    )
    db.execute(f"alter table marts.annual_reviews_by_provider add as_at date default '{AS_AT}'")


def places_and_wards(db: duckdb.DuckDBPyConnection) -> None:
    """Two wards of 990 have outlines and plans, a third has neither."""
    db.execute(
        "create table marts.sen_prevalence_published as from (values "
        "('990', '2024-25', 'all', 12.4, 12.8, 14.2, 5.0, null, 5.3), "
        "('990', '2022-23', 'all', 9.9, 9.9, 9.9, 9.9, 9.9, 9.9), "
        "('990', '2023-24', 'all', 11.8, 12.1, 13.6, 4.5, 4.6, 4.8)) s (la_code, academic_year, "
        "phase, sen_support_pct, neighbours_sen_support_pct, england_sen_support_pct, "
        "ehc_plans_pct, neighbours_ehc_plans_pct, england_ehc_plans_pct)"
    )
    db.execute(
        "create table marts.place_sufficiency as from (values "
        "('990', '2026-27', 'special', true, date '2026-11-20', 130, 120.0, 101, 9, 12.0, 7, 0, 0, "
        "0, null), ('990', '2026-27', 'sen_unit', true, date '2026-11-20', 8, null, 3, null, null, "
        "0, 0, 0, 0, null), ('990', '2027-28', 'special', false, date '2028-05-01', null, 120.0, "
        "null, null, null, null, 30.0, 20.0, 30.0, 180.0)) p (la_code, academic_year, place_type, "
        "is_current, counted_on, capacity, commissioned, on_roll_own, on_roll_others, vacant, "
        "own_elsewhere, planned, planned_committed, planned_to_date, forecast_need)"
    )
    db.execute(f"alter table marts.place_sufficiency add as_at date default '{AS_AT}'")
    db.execute(
        "create table marts.plans_by_ward as from (values "
        "('990', 'E05000001', 'Ab<b>ey', 'ward_code', 40), "
        "('990', 'E05000002', 'Bridge', 'ward_code', null), "
        "('990', 'total', null, 'all', 46), ('990', 'E05000001', 'Abbey', 'cell', 39)) w "
        "(la_code, ward_code, ward_name, breakdown, plans)"
    )
    db.execute(
        "create table marts.plans_by_ward_and_area as from (values "
        "('990', 'E05000001', 'Ab<b>ey', 30, 4), ('990', 'E05000002', 'Bridge', 9, 8)) a "
        "(la_code, ward_code, ward_name, placed_in_area, placed_out_of_area)"
    )
    db.execute(
        "create table marts.ward_boundaries as from (values "
        "('990', 'E05000001', 'Ab<b>ey', '0.0,51.0 0.1,51.0 0.1,51.1 0.0,51.0'), "
        "('990', 'E05000002', 'Bridge', '0.1,51.0 0.2,51.0 0.2,51.1 0.1,51.0'), "
        "('990', 'E05000003', 'Castle', '0.2,51.0 0.3,51.0 0.3,51.1 0.2,51.0')) b "
        "(la_code, ward_code, ward_name, boundary)"
    )
