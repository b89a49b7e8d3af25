{{ config(materialized='table') }}

-- Lines that no exact amount matches and that equal the total of the unmatched dues of their
-- provider and period: a list of several children, not an amount for one of them.
with lines as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_exact_amount')) }}

),

dues as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_by_exact_amount')) }}

),

list_totals as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period,
        sum(due_gbp) as list_gbp
    from dues
    group by la_code, provider_id, spend_category, financial_year, financial_period
    having count(*) > 1

)

select
    lines.la_code,
    lines.journal_id,
    lines.line_number
from lines
inner join list_totals
    on
        {{ same_provider('lines', 'list_totals') }}
        and lines.financial_period = list_totals.financial_period
        and lines.amount_gbp = list_totals.list_gbp
