{{ config(materialized='table') }}

-- Income that is the share of other payers of a placement's price: an invoice was paid in full and
-- the share is recovered, mostly from health. It has another debtor than the provider.
-- 1. income: negative lines that nothing else matches.
-- 2. shares: of each due, all other payers' share and health's alone.
-- 3. pairs: income of the due's period or of the periods after it.
-- 4. Each due's nearest income and each income's nearest due.
with lines_without_others as (

    {{ lines_without(ref('int_lines_after_lists'), ref('int_matches_but_repeats')) }}

),

income as (

    select
        *,
        row_number() over (
            partition by la_code, financial_year, financial_period, amount_gbp
            order by posting_date, journal_id, line_number
        ) as nth
    from lines_without_others
    where amount_gbp < 0

),

shares as (

    select
        *,
        full_gbp - due_gbp as share_gbp
    from {{ ref('int_commitments_due') }}
    where full_gbp > due_gbp
    union all
    select
        *,
        health_gbp as share_gbp
    from {{ ref('int_commitments_due') }}
    where health_gbp > 0 and health_gbp < full_gbp - due_gbp

),

pennies as (

    select 0.00 as penny_gbp
    union all
    select {{ var('rounding_per_month_gbp') }} as penny_gbp
    union all
    select -{{ var('rounding_per_month_gbp') }} as penny_gbp

),

numbered_shares as (

    select
        shares.*,
        pennies.penny_gbp,
        shares.share_gbp + pennies.penny_gbp as compared_gbp,
        row_number() over (
            partition by
                shares.la_code, shares.financial_year, shares.financial_period,
                shares.share_gbp + pennies.penny_gbp
            order by abs(pennies.penny_gbp), shares.placement_key
        ) as nth
    from shares
    cross join pennies

),

pairs as (

    select
        income.la_code,
        income.journal_id,
        income.line_number,
        income.amount_gbp as matched_gbp,
        shares.financial_year,
        shares.financial_period,
        shares.placement_key,
        row_number() over (
            partition by income.la_code, income.journal_id, income.line_number
            order by shares.financial_period desc, abs(shares.penny_gbp), shares.placement_key
        ) as nearest_due
    from income
    inner join numbered_shares as shares
        on
            income.la_code = shares.la_code
            and income.financial_year = shares.financial_year
            and -income.amount_gbp = shares.compared_gbp
            and income.nth = shares.nth
            and income.financial_period >= shares.financial_period
            and income.financial_period
            <= shares.financial_period + {{ var('recovered_within_months') }}

),

nearest as (

    select
        *,
        row_number() over (
            partition by la_code, placement_key, financial_year, financial_period
            order by journal_id, line_number
        ) as nth_of_due
    from pairs
    where nearest_due = 1

)

select
    la_code,
    journal_id,
    line_number,
    placement_key,
    matched_gbp,
    'recovered_share' as match_method
from nearest
where nth_of_due = 1
