{{ config(materialized='table') }}

-- Lines that are a one-off price beside a fee, such as that of equipment: education's share or all
-- payers', on an account of the price's spend category, in the month before the price, its own or
-- soon after. The nth such line of a provider and year pays the nth price of that amount.
with lines as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

),

prices as (

    select
        costs.la_code,
        costs.cost_key,
        costs.placement_key,
        costs.financial_year,
        costs.financial_period,
        costs.spend_category,
        dues.provider_id,
        costs.education_gbp,
        costs.committed_gbp
    from {{ ref('int_placement_costs') }} as costs
    inner join {{ ref('int_commitments_due') }} as dues
        on
            costs.la_code = dues.la_code
            and costs.placement_key = dues.placement_key
            and costs.financial_year = dues.financial_year
            and costs.financial_period = dues.financial_period
    where costs.price_basis = 'one_off' and dues.due_gbp <> dues.fee_gbp

),

amounts as (

    select
        *,
        education_gbp as price_gbp
    from prices
    where education_gbp > 0
    union all
    select
        *,
        committed_gbp as price_gbp
    from prices
    where committed_gbp > education_gbp

),

fits as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        lines.amount_gbp,
        amounts.placement_key,
        dense_rank() over (
            partition by
                lines.la_code, lines.provider_id, lines.spend_category, lines.financial_year,
                lines.amount_gbp
            order by lines.financial_period, lines.posting_date, lines.journal_id, lines.line_number
        ) as nth_line,
        dense_rank() over (
            partition by
                lines.la_code, lines.provider_id, lines.spend_category, lines.financial_year,
                lines.amount_gbp
            order by amounts.financial_period, amounts.cost_key
        ) as nth_price
    from lines
    inner join amounts
        on
            {{ same_provider('lines', 'amounts') }}
            and lines.amount_gbp = amounts.price_gbp
            and lines.financial_period between amounts.financial_period - 1
            and amounts.financial_period + {{ var('one_off_paid_within_months') }}
    where lines.is_high_needs

)

select
    la_code,
    journal_id,
    line_number,
    placement_key,
    amount_gbp as matched_gbp,
    'one_off_price' as match_method
from fits
where nth_line = nth_price
