{{ config(materialized='table') }}

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    -- Year-end adjustments are for the last month.
    least(financial_period, 12) as financial_period,
    posting_date,
    provider_id,
    spend_category,
    reference_key,
    amount_gbp
from {{ ref('int_ledger_providers') }}
where outturn_line = 'high_needs'
