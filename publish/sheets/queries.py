"""The queries behind the sheets. Parameters: la, year, period, day."""

import re

POSITION = """
    with agreed as (
        select * from published.marts.safety_valve_position
        where la_code = $la and version = 'original'
            and line in ('opening_deficit', 'original_agreement_position')
    ),
    latest as (
        select * from published.marts.safety_valve_position
        where la_code = $la and version_kind = 'in_force'
    )
    from latest
    union all
    -- a later version need not repeat what the original agreement fixed
    select * from agreed
    where (line, financial_year) not in (select (line, financial_year) from latest)
        and financial_year in (select financial_year from latest)
    order by financial_year, line_order
"""
DEFICITS = """
    select * from published.marts.dsg_deficit where la_code = $la and version_kind = 'in_force'
    order by financial_year
"""
COMPARISON = """
    select financial_year, line_label, original_gbp, latest_gbp, outturn_gbp,
        latest_less_original_gbp, outturn_less_latest_gbp, movement_pct, rag,
        outturn_movement_pct, outturn_rag
    from published.marts.safety_valve_comparison
    where la_code = $la
    order by financial_year, line_order
"""
SAVINGS = """
    select workstream, schedule, financial_year, as_at, target_gbp, delivered_gbp, forecast_gbp,
        delivered_pct, forecast_pct, rag, reported_rag
    from published.marts.savings_workstreams
    where la_code = $la and as_at = (
        select max(as_at) from published.marts.savings_workstreams
        where la_code = $la and as_at <= $day
    )
    order by workstream, schedule, financial_year
"""
OUTTURN = """
    select * from published.marts.dsg_outturn
    where la_code = $la and financial_year = $year and financial_period = $period
"""
# The error that each forecast method made in the same month of the year before, against its year
# end. Of the methods that use prices one is tried in a year.
FORECAST_ERRORS = """
    select dsg_block, method, error_pct from published.marts.forecast_backtest
    where la_code = $la and financial_period = $period and target_period = 12
        and cast(left(financial_year, 4) as integer) = cast(left($year, 4) as integer) - 1
"""
LEDGER = """
    select outturn_line, sum(amount_gbp) as amount_gbp from published.marts.fct_ledger
    where la_code = $la and financial_year = $year and financial_period <= $period
        and outturn_line is not null
    group by outturn_line
"""
CLOSES = """
    select financial_period, close_version, closed_at, closed_by, input_sha256, mapping_sha256,
        output_sha256
    from published.marts.period_closes
    where la_code = $la and financial_year = $year and financial_period = $period and is_current
"""
AGREEMENT = """
    select * from published.marts.forecast_against_agreement
    where la_code = $la and financial_year = $year and financial_period = $period
    order by line_order
"""
NAME = """
    select area_name from published.marts.benchmarks
    where area_code = $la and area_name is not null
    order by vintage desc, period desc limit 1
"""
REMARKS = """
    select line, remark from published.marts.outturn_remarks
    where la_code = $la and financial_year = $year and financial_period = $period
        and close_version is null
"""
CLOSE_VERSIONS = """
    select closes.*, remarks.remark
    from published.marts.dsg_outturn_by_close as closes
    left join published.marts.outturn_remarks as remarks
        on closes.la_code = remarks.la_code and closes.financial_year = remarks.financial_year
            and closes.financial_period = remarks.financial_period
            and closes.close_version = remarks.close_version and closes.dsg_block = remarks.line
    where closes.la_code = $la and closes.financial_year = $year
        and closes.financial_period <= $period
    order by closes.financial_period, closes.close_version, closes.dsg_block
"""
AS_REPORTED = """
    select dsg_block, reported_actual_to_date_gbp, prior_period_adjustment_gbp, remapping_gbp,
        actual_to_date_gbp, reported_forecast_outturn_gbp, forecast_outturn_gbp
    from published.marts.dsg_outturn_as_reported
    where la_code = $la and financial_year = $year and financial_period = $period
"""
ADJUSTMENTS = """
    select adjustment, financial_period, outturn_line, amount_gbp, cost_centre, subjective,
        concat(journal_id, '/', line_number) as journal_line, posting_date, file_name
    from published.marts.prior_period_adjustments
    where la_code = $la and financial_year = $year and financial_period <= $period
    order by all
"""
BALANCES = """
    select accounts, accounts_differing, ledger_gbp, trial_balance_gbp, balance_date, later_lines,
        later_gbp
    from published.marts.trial_balance_agreement
    where la_code = $la and financial_year = $year and financial_period = $period
"""
SPENDING = """
    with accounts as (
        select coalesce(spend_category, 'not_categorised') as spend_category,
            max(category_label) as category_label, sum(budget_gbp) as budget_gbp,
            sum(actual_to_date_gbp) as actual_to_date_gbp,
            sum(forecast_outturn_gbp) as forecast_outturn_gbp,
            if(count(*) = count(forecast_movement_gbp), sum(forecast_movement_gbp), null)
                as forecast_movement_gbp
        from published.marts.account_outturn
        where la_code = $la and financial_year = $year and financial_period = $period
            and outturn_line = 'high_needs'
        group by all
    ),
    committed as (
        select * from published.marts.placement_spend
        where la_code = $la and financial_year = $year and financial_period = $period
    )
    select spend_category, committed.management_plan_category,
        coalesce(accounts.category_label, committed.category_label) as category_label,
        coalesce(budget_gbp, 0) as budget_gbp,
        coalesce(accounts.actual_to_date_gbp, 0) as actual_to_date_gbp,
        coalesce(forecast_outturn_gbp, 0) as forecast_outturn_gbp, forecast_movement_gbp,
        committed_to_date_gbp, place_funding_to_date_gbp, plans_funded, average_annual_cost_gbp
    from accounts full join committed using (spend_category)
    order by category_order nulls last, spend_category
"""
SECTION_251 = """
    with lines as (
        select s251_line, any_value(line_order) as line_order, any_value(line_label) as line_label,
            any_value(charged_to) as charged_to
        from published.marts.section_251_outturn group by s251_line
    ),
    accounts as (
        select coalesce(s251_line, 'unmapped') as s251_line,
            max(s251_line_label) as s251_line_label, sum(budget_gbp) as budget_gbp,
            sum(actual_to_date_gbp) as actual_to_date_gbp,
            sum(forecast_outturn_gbp) as forecast_outturn_gbp,
            if(count(forecast_outturn_gbp) = count(forecast_movement_gbp),
                sum(forecast_movement_gbp), null) as forecast_movement_gbp,
            bool_and(dsg_block is null) as is_not_in_chart
        from published.marts.account_outturn
        where la_code = $la and financial_year = $year and financial_period = $period
        -- an account outside the grant is not forecast, whatever its line
        group by coalesce(s251_line, 'unmapped'), outturn_line is null,
            outturn_line is null and dsg_block is null
    )
    select s251_line, coalesce(s251_line_label, line_label) as line_label, charged_to, budget_gbp,
        actual_to_date_gbp, forecast_outturn_gbp, forecast_movement_gbp, is_not_in_chart
    from accounts left join lines using (s251_line)
    order by line_order nulls last, s251_line, forecast_outturn_gbp is null, is_not_in_chart
"""
ACCOUNTS = """
    select * from published.marts.account_outturn
    where la_code = $la and financial_year = $year and financial_period = $period
    order by outturn_line nulls last, cost_centre, subjective
"""
POSTED = """
    select coalesce(sum(amount_gbp), 0) as amount_gbp from published.marts.fct_ledger
    where la_code = $la and financial_year = $year and financial_period <= $period
"""
RECONCILIATION = """
    select dsg_block, line, amount_gbp, amount_to_date_gbp
    from published.marts.outturn_reconciliation
    where la_code = $la and financial_year = $year and financial_period = $period
    order by dsg_block, line_order
"""
RECONCILED = """
    select dsg_block, sum(amount_gbp) as amount_gbp
    from published.marts.outturn_reconciliation
    where la_code = $la and financial_year = $year and financial_period <= $period
        and line = 'ledger_total'
    group by dsg_block
"""
# Placements are paid from the high needs block, so differences in other blocks are left out.
ITEMS = """
    with suppliers as (
        select supplier_id, supplier_name, provider_urn, count(*) as lines
        from published.marts.fct_ledger
        where la_code = $la and supplier_name is not null
        group by all
    ),
    by_supplier as (
        select supplier_id, supplier_name from suppliers
        qualify row_number() over (
            partition by supplier_id order by lines desc, supplier_name desc, provider_urn
        ) = 1
    ),
    by_urn as (
        select provider_urn, supplier_name from suppliers where provider_urn is not null
        qualify row_number() over (
            partition by provider_urn order by lines desc, supplier_name desc, supplier_id
        ) = 1
    )
    select
        items.dsg_block, items.class,
        coalesce(by_supplier.supplier_name, by_urn.supplier_name) as provider,
        items.amount_gbp, items.ledger_gbp, items.committed_gbp, items.first_seen, items.age_days,
        items.provider_urn, items.supplier_id, items.journal_lines, items.lines,
        items.match_method, items.confidence, items.placement_key
    from published.marts.reconciliation_items as items
    left join by_supplier using (supplier_id)
    left join by_urn on items.provider_urn = by_urn.provider_urn
    where la_code = $la and financial_year = $year and financial_period = $period
        and dsg_block in ('high_needs', 'not_in_chart')
    order by dsg_block, class, abs(amount_gbp) desc, items.journal_lines, items.placement_key
"""
FILES = """
    select source, dataset, business_date, file_path, rows_accepted, sha256
    from published.ops.load_receipts
    where la_code = $la and is_current and source in ('finance_ledger', 'safety_valve')
    order by source, dataset, business_date, file_path, sha256
"""
QUERIES = (
    POSITION, DEFICITS, COMPARISON, SAVINGS, OUTTURN, FORECAST_ERRORS, LEDGER, CLOSES, AGREEMENT,
    NAME, REMARKS, CLOSE_VERSIONS, AS_REPORTED, ADJUSTMENTS, BALANCES, SPENDING, SECTION_251,
    ACCOUNTS, POSTED, RECONCILIATION, RECONCILED, ITEMS, FILES,
)  # fmt: skip
TABLES = sorted(
    {table for query in QUERIES for table in re.findall(r"published\.(\w+\.\w+)", query)}
)
