{{ config(materialized='table') }}

with lines as (

    {{ lines_without(ref('int_ledger_providers'), ref('int_lines_accrued')) }}

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    -- Year-end adjustments (periods 13 and 14) are matched with the dues of March.
    least(financial_period, 12) as financial_period,
    posting_date,
    cost_centre,
    subjective,
    supplier_id,
    provider_id,
    spend_category,
    reference_key,
    amount_gbp,
    outturn_line = 'high_needs' as is_high_needs
from lines
-- All blocks of the grant, because a placement's fee may be posted to another block by mistake. Not
-- the general fund, which pays social care's share.
where outturn_line in ('high_needs', 'schools', 'central_school_services', 'early_years')
