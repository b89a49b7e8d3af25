{{ config(materialized='table') }}

-- The ledger lines that are neither matched nor in a netted group, with the columns that the
-- classes of int_lines_unmatched need: most lines of a ledger are here.
with matched as (

    select distinct
        la_code,
        journal_id,
        line_number
    from {{ ref('int_matches_by_line') }}
    union
    select
        la_code,
        journal_id,
        line_number
    from {{ ref('int_netted_lines') }}

),

lines_left as (

    {{ lines_without(ref('int_ledger_providers'), 'matched') }}

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    posting_date,
    journal_type,
    cost_centre,
    subjective,
    supplier_id,
    provider_urn,
    provider_id,
    dsg_block,
    spend_category,
    outturn_line,
    amount_gbp
from lines_left
