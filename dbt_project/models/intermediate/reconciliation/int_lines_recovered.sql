{{ config(materialized='table') }}

-- Unmatched income from other payers: their share of placements that were paid in full.
-- It is compared with int_shares_to_recover, a penny more or less for each placement, up to five
-- pence.
with unmatched as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_line')) }}

),

income as (

    select * from unmatched
    where is_high_needs and amount_gbp < 0

),

-- One row for each exact amount: a join on a range would compare every income with every total.
amounts as (

    select
        shares.la_code,
        shares.financial_year,
        shares.share_gbp + pence.pence * {{ var('rounding_per_month_gbp') }} as compared_gbp,
        min(shares.financial_period) as financial_period
    from {{ ref('int_shares_to_recover') }} as shares
    cross join {{ ref('int_pence') }} as pence
    where abs(pence.pence) <= shares.placements
    group by
        shares.la_code, shares.financial_year,
        shares.share_gbp + pence.pence * {{ var('rounding_per_month_gbp') }}

)

select
    income.la_code,
    income.journal_id,
    income.line_number
from income
inner join amounts
    on
        income.la_code = amounts.la_code
        and income.financial_year = amounts.financial_year
        and -income.amount_gbp = amounts.compared_gbp
        and income.financial_period >= amounts.financial_period
