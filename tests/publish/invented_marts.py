"""A small publication for the workbook: every mart that it reads, with a close."""

from datetime import date
from pathlib import Path

import duckdb

from publish import outputs, snapshot

AS_AT = date(2026, 11, 20)
RUN_BY_EXCEL = ["=1+1", "+44 20", "-HYPERLINK(1)", "@SUM(A1)"]
POSITION = """
    create table marts.safety_valve_position as
    select '990' as la_code, version, if(version = 'latest', 'in_force', version) as version_kind,
        year as financial_year, place as line_order, line, '@' || line as line_label,
        amount::decimal(18, 2) as amount_gbp, place > 90 as derived, 'forecast' as status
    from (values
        ('latest', '2025-26', 2, 'hnb_allocation', 1000.10),
        ('latest', '2025-26', 3, 'block_transfer', -50),
        ('latest', '2025-26', 4, 'expenditure_before_savings', 1200.35),
        ('latest', '2025-26', 6, 'schedule_a', -20.05),
        ('latest', '2025-26', 7, 'hnb_after_savings', 1130.30),
        ('latest', '2025-26', 8, 'in_year_deficit', 130.20),
        ('latest', '2025-26', 10, 'variance_from_agreement', 30.20),
        ('latest', '2025-26', 11, 'schedule_b', -0.20),
        ('latest', '2025-26', 13, 'variance_after_mitigations', 30.00),
        ('latest', '2025-26', 14, 'total_after_mitigations', 130.00),
        ('latest', '2025-26', 15, 'safety_valve_payment', 40),
        ('latest', '2025-26', 16, 'retained_deficit', 590.00),
        ('latest', '2026-27', 2, 'hnb_allocation', 1000),
        ('latest', '2026-27', 4, 'expenditure_before_savings', 900),
        ('latest', '2026-27', 7, 'hnb_after_savings', 900),
        ('latest', '2026-27', 8, 'in_year_deficit', -100),
        ('latest', '2026-27', 14, 'total_after_mitigations', -100),
        ('latest', '2026-27', 16, 'retained_deficit', 490.00),
        ('original', '2025-26', 1, 'opening_deficit', 500),
        ('original', '2025-26', 9, 'original_agreement_position', 100),
        ('original', '2025-26', 16, 'retained_deficit', 1)
    ) lines (version, year, place, line, amount);
    create table marts.safety_valve_comparison as
    select '990' as la_code, '2025-26' as financial_year, 8 as line_order,
        'In-year deficit' as line_label, 100.00::decimal(18, 2) as original_gbp,
        130.20::decimal(18, 2) as latest_gbp, 131.00::decimal(18, 2) as outturn_gbp,
        30.20::decimal(18, 2) as latest_less_original_gbp,
        0.80::decimal(18, 2) as outturn_less_latest_gbp, 3.0::decimal(9, 1) as movement_pct,
        'red' as rag, 3.1::decimal(9, 1) as outturn_movement_pct, 'red' as outturn_rag;
    create table marts.dsg_deficit as from (values
        ('990', 'latest', 'in_force', '2025-26', 590.00::decimal(18, 2), 560.00::decimal(18, 2),
            30.00::decimal(18, 2), '2025-26', 'outturn'),
        ('990', 'latest', 'in_force', '2026-27', 490.00, 400.00, 90.00, '2025-26', 'forecast'),
        ('990', 'original', 'original', '2026-27', 7.00, 7.00, 0.00, null, 'forecast')
    ) d (la_code, version, version_kind, financial_year, closing_gbp, agreement_closing_gbp,
        above_agreement_gbp, above_agreement_since, status);
    create table marts.forecast_against_agreement as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, *,
        forecast_gbp - original_gbp as gap_to_original_gbp,
        forecast_gbp - latest_gbp as gap_to_latest_gbp,
        date '2026-09-30' as reported_on, 'red' as rag, 'A' as schedule
    from (values
        (1, 'hnb_allocation', 'Allocation', null, 900.00::decimal(18, 2),
            1000.00::decimal(18, 2), 1000.00::decimal(18, 2), null, null),
        (2, 'hnb_after_savings', 'Expenditure', null, 800, 900, 830.40, 800.40, 860.40),
        (3, 'in_year_deficit', 'In-year', null, -100, -100, -169.60, -199.60, -139.60),
        (4, 'variance_from_budget', 'of which forecast', null, null, null, -69.60, null, null),
        (5, 'budget_above_allocation', 'of which budget', null, null, null, -100, null, null),
        (6, 'total_after_mitigations', 'After', null, -100, -100, -169.60, null, null),
        (7, 'safety_valve_payment', 'Payment', null, 0, 0, 0, null, null),
        (8, 'retained_deficit', 'Retained', null, 400, 490, 420.40, 390.40, 450.40),
        (101, 'savings_workstream', 'Savings: one', '=1+1', -4, -3.50, -3.50, null, null),
        (102, 'savings_workstream', 'Savings: two', 'Places', -1, -1.25, -1.25, null, null),
        (1000, 'savings_workstreams', 'All', null, -5, -4.75, -4.75, null, null)
    ) l (line_order, line, line_label, workstream, original_gbp, latest_gbp, forecast_gbp,
        forecast_low_gbp, forecast_high_gbp);
"""
NO_AGREEMENT = """
    delete from marts.safety_valve_position; delete from marts.safety_valve_comparison;
    delete from marts.dsg_deficit; delete from marts.forecast_against_agreement;
    delete from marts.savings_workstreams;
"""
# Period 7 of 2026-27 and the year before as it ended.
OUTTURN = """
    create table marts.dsg_outturn as
    select
        '990' as la_code, year as financial_year, period as financial_period, dsg_block,
        budget::decimal(18, 2) as budget_gbp, actual::decimal(18, 2) as actual_to_date_gbp,
        (actual + committed + timing + run_rate)::decimal(18, 2) as forecast_outturn_gbp,
        (actual + committed + timing + run_rate - budget)::decimal(18, 2) as variance_gbp,
        if(dsg_block = 'high_needs', 'commitments_plus_straight_line', 'straight_line')
            as forecast_method,
        period as forecast_from_period,
        actual::decimal(18, 2) as forecast_from_gbp,
        committed::decimal(18, 2) as committed_remaining_gbp,
        timing::decimal(18, 2) as timing_remaining_gbp,
        run_rate::decimal(18, 2) as run_rate_remaining_gbp,
        null::varchar as profile_financial_year,
        if(dsg_block = 'schools', 460.46, null)::decimal(18, 2) as forecast_low_gbp,
        if(dsg_block = 'schools', 568.46, null)::decimal(18, 2) as forecast_high_gbp,
        if(dsg_block = 'schools', 10.5, null)::decimal(18, 1) as interval_pct,
        if(dsg_block = 'schools', 'straight_line', null) as interval_method,
        if(dsg_block = 'schools', 11, null)::bigint as interval_tested,
        if(dsg_block = 'schools', 9, null)::bigint as interval_held,
        if(dsg_block = 'high_needs', 800.00, null)::decimal(18, 2) as closed_forecast_gbp,
        if(dsg_block = 'high_needs', 30.40, null)::decimal(18, 2) as forecast_movement_gbp
    from (values ('2026-27', 7), ('2026-27', 8), ('2025-26', 12), ('2025-26', 14)) y (year, period)
    cross join (values
        ('schools', 500.00, 300.10, 0, 0.00, 214.36),
        ('central_school_services', 10, 5.01, 0, 0, 3.58),
        ('high_needs', 900, 600.33, 220.05, -10.00, 20.02), ('early_years', 90, 60, 0, 0, 42.86),
        ('grant_income', -1500, -875, 0, 0, -625), ('carry_forward', -400, 0, 0, 0, 0),
        ('total', -400, 90.44, 220.05, -10.00, -344.18)
    ) b (dsg_block, budget, actual, committed, timing, run_rate);
    create table marts.forecast_backtest as
    select '990' as la_code, * from (values
        ('2025-26', 7, 'schools', 'straight_line', 12, -10.5::decimal(9, 1)),
        ('2025-26', 7, 'schools', 'seasonal_profile', 12, 1.1),
        ('2025-26', 6, 'schools', 'straight_line', 12, 2.2),
        ('2024-25', 7, 'high_needs', 'straight_line', 12, 3.3),
        ('2025-26', 7, 'high_needs', 'commitments_plus_straight_line', 12, -2.1),
        ('2026-27', 7, 'early_years', 'straight_line', 8, 4.4)
    ) b (financial_year, financial_period, dsg_block, method, target_period, error_pct);
    create table marts.fct_ledger as
    select la_code, financial_year, 1 as financial_period, dsg_block as outturn_line,
        actual_to_date_gbp as amount_gbp,
        if(dsg_block = 'high_needs', '1.2.3', '1.0.1') as s251_line,
        'S1' as supplier_id, 'A School' as supplier_name, '100001' as provider_urn
    from marts.dsg_outturn where dsg_block <> 'total' and financial_period in (7, 12);
    insert into marts.fct_ledger values
        ('990', '2026-27', 8, 'high_needs', 99, '1.2.3', 'S1', 'A School', '100001'),
        ('990', '2026-27', 7, null, 1, null, 'S1', 'A SCHOOL *33*', '100001');
    create table marts.account_outturn as
    with accounts as (
        select financial_year, financial_period, dsg_block as outturn_line,
            concat('C-', dsg_block) as cost_centre, null as spend_category, '1.0.1' as s251_line,
            budget_gbp, actual_to_date_gbp, forecast_outturn_gbp,
            null::decimal(18, 2) as closed_forecast_gbp
        from marts.dsg_outturn where dsg_block not in ('total', 'high_needs')
        union all
        select financial_year, financial_period, 'high_needs', centre, category, '1.2.3', budget,
            actual, forecast, closed
        from marts.dsg_outturn cross join (values
            ('H1', 'special_school', 700.00::decimal(18, 2), 480.31::decimal(18, 2),
                700.40::decimal(18, 2), 680.00::decimal(18, 2)),
            ('H2', 'hospital', 200, 120.02, 130.00, 120.00)
        ) h (centre, category, budget, actual, forecast, closed)
        where dsg_block = 'high_needs'
        union all
        select '2026-27', 7, null, 'G1', null, null, 5, 1, null, null
        union all
        select '2026-27', 7, null, 'X9', null, null, 90, 0, null, null
    )
    select '990' as la_code, *, 'S1' as subjective, concat('=', cost_centre) as account_name,
        if(cost_centre = 'X9', null, coalesce(outturn_line, 'general_fund')) as dsg_block,
        null::varchar as category_label,
        if(s251_line is null, null, 'Line ' || s251_line) as s251_line_label,
        forecast_outturn_gbp - budget_gbp as variance_gbp,
        forecast_outturn_gbp - closed_forecast_gbp as forecast_movement_gbp
    from accounts;
    create table marts.outturn_remarks as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, *
    from (values
        (null, 'high_needs', '=Two invoices came late'), (null, 'hospital', 'One term only'),
        (null, '1.2.3', 'Of section 251'), (null, 'H1/S1', 'Of an account'),
        (1, 'high_needs', 'As first closed'), (2, 'high_needs', 'As closed again')
    ) r (close_version, line, remark);
    create table marts.benchmarks as
    select '990' as area_code, 'Ashmere' as area_name, 1 as vintage, '2025' as period;
    create table marts.section_251_outturn as
    select '990' as la_code, year as financial_year, *
    from (values ('2026-27'), ('2025-26')) y (year)
    cross join (values
        ('1.0.1', 1, 'Individual schools budget', 'dsg'), ('1.2.3', 5, 'Top-up', 'dsg'),
        ('unmapped', null, 'Accounts without a section 251 line', null)
    ) l (s251_line, line_order, line_label, charged_to);
    create table marts.placement_spend as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, *
    from (values
        ('special_school', 3, 'Special schools', 'special_schools', 4,
            500.00::decimal(18, 2), 480.31::decimal(18, 2), 9000.00::decimal(18, 2),
            20.31::decimal(18, 2)),
        ('hospital', 6, 'Hospital education', 'hospital_and_alternative_provision', 0,
            0, 120.02, null, 0)
    ) c (spend_category, category_order, category_label, management_plan_category, plans_funded,
        committed_to_date_gbp, actual_to_date_gbp, average_annual_cost_gbp,
        place_funding_to_date_gbp);
    create table marts.trial_balance_agreement as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, 26 as accounts,
        0 as accounts_differing, 1.00::decimal(18, 2) as ledger_gbp, 1.00 as trial_balance_gbp,
        date '2026-11-12' as balance_date, 2 as later_lines, 64.00::decimal(18, 2) as later_gbp;
    create table ops.load_receipts as
    select '990' as la_code, 'finance_ledger' as source, 'budgets' as dataset,
        date '2026-11-20' as business_date,
        '990/finance_ledger/budgets__2026-11-20.csv' as file_path, 162 as rows_accepted,
        'ab12' as sha256, true as is_current;
"""
CLOSED = """
    create table marts.period_closes as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period,
        2 as close_version, true as is_current, date '2026-11-10' as closed_at,
        'Chief Accountant' as closed_by, 'in' as input_sha256, 'map' as mapping_sha256,
        'out' as output_sha256;
    create table marts.dsg_outturn_by_close as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, *,
        dsg_block = 'total' as is_total, 0.00::decimal(18, 2) as budget_gbp,
        0.00::decimal(18, 2) as variance_gbp, 'Chief Accountant' as closed_by
    from (values
        (1, 'high_needs', 588.00::decimal(18, 2), 799.00::decimal(18, 2), null::decimal(18, 2),
            null::decimal(18, 2), date '2026-11-08', date '2026-11-09',
            'Head of SEND Commissioning', 'A late invoice'),
        (1, 'total', 900, 800, null, null, date '2026-11-08', date '2026-11-09',
            'Head of SEND Commissioning', 'A late invoice'),
        (2, 'high_needs', 589, 800, 1, 1, date '2026-11-10', null, null, null),
        (2, 'total', 954.11, 800, 54.11, 0, date '2026-11-10', null, null, null)
    ) v (close_version, dsg_block, actual_to_date_gbp, forecast_outturn_gbp, actual_change_gbp,
        forecast_change_gbp, closed_at, reopened_at, reopened_by, reopened_reason);
    create table marts.dsg_outturn_as_reported as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, dsg_block,
        known - posted - moved as reported_actual_to_date_gbp,
        posted as prior_period_adjustment_gbp, moved as remapping_gbp,
        known as actual_to_date_gbp, 800.00::decimal(18, 2) as reported_forecast_outturn_gbp,
        830.40::decimal(18, 2) as forecast_outturn_gbp
    from (values
        ('high_needs', 600.33::decimal(18, 2), 12.34::decimal(18, 2), -1.01::decimal(18, 2)),
        ('total', 965.44, 12.34, 0)
    ) k (dsg_block, known, posted, moved);
    create table marts.prior_period_adjustments as
    select '990' as la_code, '2026-27' as financial_year, period as financial_period,
        'taken_back' as adjustment, block as outturn_line, 12.34::decimal(18, 2) as amount_gbp,
        'H1' as cost_centre, '=S1' as subjective, journal as journal_id, 1 as line_number,
        date '2026-11-12' as posting_date, 'transactions__2026-11-12.csv' as file_name
    from (values (7, 'high_needs', 'J7'), (8, 'high_needs', 'J8'), (6, null, 'J6'))
        a (period, block, journal);
"""
OPEN = (
    CLOSED
    + """
    delete from marts.dsg_outturn_by_close;
    delete from marts.period_closes; delete from marts.dsg_outturn_as_reported;
    delete from marts.prior_period_adjustments;
"""
)
RECONCILED = """
    create table marts.outturn_reconciliation as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, *
    from (values
        ('high_needs', 0, 'ledger_total', 100.00::decimal(18, 2)),
        ('high_needs', 1, 'matched', 80.00), ('high_needs', 2, 'paid_without_placement', 25.50),
        ('high_needs', 5, 'timing', -5.50), ('not_in_chart', 0, 'ledger_total', 3.00),
        ('not_in_chart', 7, 'unattributable', 3.00)
    ) l (dsg_block, line_order, line, amount_gbp);
    alter table marts.outturn_reconciliation add column amount_to_date_gbp decimal(18, 2);
    update marts.outturn_reconciliation set amount_to_date_gbp = amount_gbp
        + if(dsg_block = 'high_needs' and line in ('ledger_total', 'matched'), 500.33, 0);
    insert into marts.outturn_reconciliation
    select '990', '2026-27', 6, dsg_block, 0, 'ledger_total', amount_gbp, amount_gbp
    from (values
        ('schools', 300.10), ('central_school_services', 5.01), ('high_needs', 500.33),
        ('early_years', 60), ('grant_income', -875)
    ) earlier (dsg_block, amount_gbp);
    create table marts.reconciliation_items as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period,
        amount_gbp as ledger_gbp, 0.00::decimal(18, 2) as committed_gbp,
        null::varchar as placement_key, 1 as lines, 'twelfth_of_price' as match_method, *
    from (values
        ('high_needs', 'paid_without_placement', 5.50::decimal(18, 2), 'J2/1', null::decimal(3, 2),
            date '2026-10-06', 45, 'S9', '100001'),
        ('high_needs', 'paid_without_placement', 20.00, '=J1/1', 0.90, date '2026-10-05', 46,
            'S1', null),
        ('high_needs', 'timing', -5.50, 'J3/1', 1, date '2026-10-06', 45, null, '999999'),
        ('not_in_chart', 'unattributable', 3.00, 'J4/1', null, date '2026-10-07', 44, null, null),
        ('schools', 'unattributable', 7.00, 'J5/1', null, date '2026-10-07', 44, 'S1', null)
    ) i (dsg_block, class, amount_gbp, journal_lines, confidence, first_seen, age_days, supplier_id,
        provider_urn);
"""
SAVINGS = f"""
    create table marts.savings_workstreams as
    select
        '990' as la_code, workstream, year as financial_year, reported as as_at, 'A' as schedule,
        target::decimal(18, 2) as target_gbp, 0.10::decimal(18, 2) as delivered_gbp,
        null::decimal(18, 2) as forecast_gbp, 33.3::decimal(9, 1) as delivered_pct,
        null::decimal(9, 1) as forecast_pct, 'green' as rag, null::varchar as reported_rag
    from unnest({RUN_BY_EXCEL}) w (workstream)
    cross join (values ('2025-26', date '2026-09-30', 0.30), ('2026-27', date '2026-09-30', 1.01),
        ('2026-27', date '2026-06-30', 77), ('2026-27', date '2026-12-31', 88)
    ) y (year, reported, target);
"""


MARTS = (POSITION, OUTTURN, CLOSED, RECONCILED, SAVINGS)


def publish(home: Path, *tables: str, held_back: set[str] | None = None) -> Path:
    home.mkdir(exist_ok=True)
    (home / "warehouse.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops")
        for each in tables:
            db.execute(each)
    snapshot.publish(home, AS_AT, held_back or set(), [outputs.TABLES])
    return home
