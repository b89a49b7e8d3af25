"""The queries of docs/questions.md over a few rows, with answers worked by hand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.questions import queries

# Rows of 991 are everywhere, and must be in no answer.
TABLES = """
create schema marts;
create table marts.dim_provider as from (values
    ('990', '990 urn 1', 'Oxlip House', true), ('990', '990 urn 2', 'Far House', false),
    ('990', '990 ukprn 3', 'A College', false), ('991', '991 urn 1', 'Oxlip House', false)
) t (la_code, provider_key, provider_name, is_in_area);
create table marts.fct_placement_costs as select la_code, financial_year, placement_key, plan_key,
    need_label, setting_type, setting_label, provider_key, gbp::decimal(18, 2) as committed_gbp
    from (values
    ('990', '2024-25', 'p1', 'A', 'Autism', 'independent_nmss', 'NMSS', '990 urn 1', 1000.10),
    ('990', '2025-26', 'p1', 'A', 'Autism', 'independent_nmss', 'NMSS', '990 urn 1', 2000.00),
    ('990', '2025-26', 'p1', 'A', 'Autism', 'independent_nmss', 'NMSS', '990 urn 1', 3000.00),
    ('990', '2025-26', 'p2', 'B', 'Autism', 'independent_nmss', 'NMSS', '990 urn 2', 5000.01),
    ('990', '2025-26', 'p3', 'C', 'Hearing', 'special_school', 'Special', '990 ukprn 3', 700.00),
    ('990', '2023-24', 'p3', 'C', 'Hearing', 'special_school', 'Special', '990 ukprn 3', 9999.00),
    ('991', '2025-26', 'p1', 'A', 'Autism', 'independent_nmss', 'NMSS', '991 urn 1', 9999.00)
) t (la_code, financial_year, placement_key, plan_key, need_label, setting_type, setting_label,
    provider_key, gbp);
create table marts.fct_ledger as select la_code, financial_year, journal_id, line_number, reference,
    provider_key, gbp::decimal(18, 2) as amount_gbp from (values
    ('990', '2025-26', 'J1', 1, 'INV1', '990 urn 1', 4000.00),
    ('990', '2025-26', 'J1', 2, 'INV1', '990 urn 1', 900.00),
    ('990', '2025-26', 'J2', 1, 'INV2', '990 urn 2', 6000.00),
    ('990', '2025-26', 'J3', 1, 'INV3', '990 ukprn 3', 650.50),
    ('990', '2025-26', 'J4', 1, 'INV4', null, 77777.00),
    ('990', '2024-25', 'J5', 1, 'INV5', '990 urn 1', 9999.00),
    ('991', '2025-26', 'J1', 1, 'INV1', '991 urn 1', 9999.00)
) t (la_code, financial_year, journal_id, line_number, reference, provider_key, gbp);
create table marts.bridge_ledger_placements as from (values
    ('990', 'J1', 1, 'p1'), ('990', 'J2', 1, 'p2'), ('991', 'J1', 1, 'p1')
) t (la_code, journal_id, line_number, placement_key);
create table marts.timeliness as from (values
    ('990', 'final_plan_20_weeks', 'month', date '2026-09-01', 10, 6, 60.0),
    ('990', 'final_plan_20_weeks', 'month', date '2026-10-01', 8, 6, 75.0),
    ('990', 'final_plan_20_weeks', 'quarter', date '2026-07-01', 9, 9, 99.0),
    ('990', 'decision_6_weeks', 'month', date '2026-10-01', 9, 9, 99.0),
    ('991', 'final_plan_20_weeks', 'month', date '2026-10-01', 9, 9, 99.0)
) t (la_code, clock, period_type, period_start, completed, within_time, within_time_pct);
create table marts.authority_benchmarks as from (values
    ('990', 'within_20_weeks_pct', '2025', '2026', false, 47.1, 45.9),
    ('990', 'within_20_weeks_pct', '2025', '2026.1', true, 1.0, 1.0),
    ('990', 'within_20_weeks_pct', '2024', '2026', false, 2.0, 2.0),
    ('990', 'plans_new', '2025', '2026', false, 3.0, 3.0)
) t (la_code, measure, period, vintage, is_superseded, neighbours_value, england_value);
create table marts.fct_ehc_requests as select *, date '2026-11-20' as as_at from (values
    ('990', 'r1', 'in_assessment', date '2026-12-31'),
    ('990', 'r2', 'awaiting_decision', date '2026-12-01'),
    ('990', 'r3', 'in_assessment', date '2026-11-30'),
    ('990', 'r4', 'in_assessment', date '2027-01-01'),
    ('990', 'r5', 'issued', date '2026-12-10'), ('991', 'r6', 'in_assessment', date '2026-12-10')
) t (la_code, request_key, status, final_plan_due_date)
cross join (values (date '2026-08-01', 111, 'North')) d (received_date, days_open, team);
create table marts.forecast_against_agreement as from (values
    ('990', '2026-27', 7, 2, 'Savings', 'Inclusion', -90.00, -70.00, -60.00, 30.00),
    ('990', '2026-27', 7, 1, 'In-year deficit', null, 100.00, 110.00, 125.50, 25.50),
    ('990', '2026-27', 6, 1, 'In-year deficit', null, 9.00, 9.00, 9.00, 9.00),
    ('991', '2026-27', 8, 1, 'In-year deficit', null, 9.00, 9.00, 9.00, 9.00)
) t (la_code, financial_year, financial_period, line_order, line_label, workstream, original_gbp,
    latest_gbp, forecast_gbp, gap_to_original_gbp);
create table marts.annual_reviews_by_provider as from (values
    ('990', 'urn 1', 'Oxlip House', 2, 10), ('990', 'urn 1', 'Oxlip House', 1, 5),
    ('990', 'urn 2', 'Far House', 0, 7), ('990', 'none', null, 1, 2),
    ('991', 'urn 1', 'Oxlip House', 9, 9)
) t (la_code, provider, provider_name, overdue, reviews);
create table marts.sen_prevalence_by_census as from (values
    ('990', '2025-26', true, false, 'Primary', 'Low School', 60, 6, 10.0, 0, 0.0),
    ('990', '2025-26', true, false, 'Primary', 'High School', 50, 20, 40.0, 1, 2.0),
    ('990', '2025-26', true, true, 'Primary', null, 110, 26, 23.6, 1, 0.9),
    ('990', '2025-26', false, false, 'Primary', 'High School', 9, 9, 99.9, 9, 9.9),
    ('991', '2025-26', true, false, 'Primary', 'Other', 9, 9, 99.9, 9, 9.9)
) t (la_code, academic_year, is_of_the_year, is_total, phase_label, school_name, pupils,
    sen_support, sen_support_pct, ehc_plans, ehc_plans_pct);
create table marts.cost_by_curriculum_year as from (values
    ('990', '2024-25', 6, 48, 16, 32, 12710.60, 1778.50, 85368.00),
    ('990', '2024-25', 7, 9, 9, 9, 9.00, 9.00, 9.00), ('991', '2024-25', 6, 9, 9, 9, 9.0, 9.0, 9.0)
) t (la_code, financial_year, curriculum_year, same_children, stayed, moved, average_gbp,
    average_step_gbp, cost_step_gbp);
create table marts.account_outturn as from (values
    ('990', '2026-27', 7, 'Top-up', '1.2.1', 'Maintained', 100.00, 60.00, 110.00),
    ('990', '2026-27', 7, 'Top-up', '1.2.1', 'Maintained', 50.00, 20.25, 40.00),
    ('990', '2026-27', 7, 'Transport', '2.1.4', 'Transport', 10.00, 11.00, 12.00),
    ('990', '2026-27', 6, 'Top-up', '1.2.1', 'Maintained', 9.00, 9.00, 9.00),
    ('991', '2026-27', 7, 'Top-up', '1.2.1', 'Maintained', 9.00, 9.00, 9.00)
) t (la_code, financial_year, financial_period, category_label, s251_line, s251_line_label,
    budget_gbp, actual_to_date_gbp, forecast_outturn_gbp);
create table marts.dsg_outturn as select la_code, financial_year, financial_period, dsg_block,
    budget::decimal(18, 2) as budget_gbp, forecast::decimal(18, 2) as forecast_outturn_gbp,
    (forecast - budget)::decimal(18, 2) as variance_gbp from (values
    ('990', '2025-26', 12, 'high_needs', 100.00, 110.50),
    ('991', '2025-26', 12, 'high_needs', 50.00, 40.25),
    ('992', '2025-26', 12, 'high_needs', 9.00, 9.00), ('990', '2025-26', 11, 'schools', 9.0, 9.0)
) t (la_code, financial_year, financial_period, dsg_block, budget, forecast);
create table marts.bridge_authority_groups as from (values
    ('partnership', 'two_counties', 'Two Counties', '990'),
    ('partnership', 'two_counties', 'Two Counties', '991'),
    ('partnership', 'others', 'Others', '990'), ('region', 'two_counties', 'Region', '990')
) t (group_type, group_key, group_name, la_code);
create table marts.dim_authority as from (values
    ('990', 'Ashmere'), ('991', 'Brackenshire'), ('992', 'Other')) t (la_code, la_name);
"""
ANSWERS: dict[int, list[tuple[Any, ...]]] = {
    1: [
        ("2024-25", "Autism", "NMSS", 1, "1000.10", 1000),
        ("2025-26", "Autism", "NMSS", 2, "10000.01", 5000),  # 5,000.005 each
        ("2025-26", "Hearing", "Special", 1, "700.00", 700),
    ],
    2: [
        ("Far House", "6000.00", 1, 1),
        ("Oxlip House", "4900.00", 1, 1),
        ("A College", "650.50", 1, None),  # joined by its UKPRN, and matched with no placement
    ],
    3: [
        ("2026-09-01", 10, 6, "60.0", "47.1", "45.9", "2025"),
        ("2026-10-01", 8, 6, "75.0", "47.1", "45.9", "2025"),
    ],
    4: [
        ("North", "awaiting_decision", "r2", "2026-08-01", "2026-12-01", 111),
        ("North", "in_assessment", "r1", "2026-08-01", "2026-12-31", 111),
    ],
    5: [
        ("In-year deficit", None, "100.00", "110.00", "125.50", "25.50"),
        ("Savings", "Inclusion", "-90.00", "-70.00", "-60.00", "30.00"),
    ],
    6: [
        ("2024-25", "in area", 1, "1000.10"),
        ("2025-26", "in area", 1, "5000.00"),
        ("2025-26", "out of area", 1, "5000.01"),
    ],
    7: [("Oxlip House", 3, 15), ("no school recorded", 1, 2)],
    8: [
        ("Primary", "High School", 50, 20, "40.0", 1, "2.0"),
        ("Primary", "Low School", 60, 6, "10.0", 0, "0.0"),
    ],
    9: [("2024-25", 48, 16, 32, "12710.60", "1778.50", "85368.00")],
    10: [
        ("Top-up", "1.2.1", "Maintained", "150.00", "80.25", "150.00"),
        ("Transport", "2.1.4", "Transport", "10.00", "11.00", "12.00"),
    ],
    11: [
        ("Two Counties", "high_needs", "Ashmere", "100.00", "110.50", "10.50"),
        ("Two Counties", "high_needs", "Brackenshire", "50.00", "40.25", "-9.75"),
        ("Two Counties", "high_needs", "all", "150.00", "150.75", "0.75"),
    ],
}


@pytest.fixture(scope="module")
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


def written(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date | float) else value


@pytest.mark.parametrize("number", range(1, 12))
def test_the_query_of_a_question_gives_its_answer(db, number: int):
    rows = db.execute(queries()[number]).fetchall()
    assert [tuple(map(written, row)) for row in rows] == ANSWERS[number]


def test_every_question_has_an_answer():
    assert queries().keys() == ANSWERS.keys()
