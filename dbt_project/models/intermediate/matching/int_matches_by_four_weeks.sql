{{ config(materialized='table') }}

-- Lines that are a thirteenth of one placement's yearly price, for a payment every four weeks. One
-- month has two of them, and a month without school has one although nothing is due.
-- 1. fits: every line with every price that it is a thirteenth of, to a penny.
-- 2. in_turn: the lines of a month and amount by date. The first line is for the first placement of
--    the amount, the second for the second one, and those of the second payment begin again.
with lines_without_amounts as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_exact_amount')) }}

),

lines_without_likely as (

    {{ lines_without('lines_without_amounts', ref('int_matches_by_likely_amount')) }}

),

lines_without_others as (

    {{ lines_without('lines_without_likely', ref('int_matches_by_other_period')) }}

),

open_lines as (

    {{ lines_without('lines_without_others', ref('int_list_lines')) }}

),

prices as (

    select * from {{ ref('int_four_weekly_prices') }}

),

referenced as (

    select distinct
        la_code,
        placement_key,
        financial_year
    from {{ ref('int_matches_by_reference') }}

),

fits as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        lines.financial_year,
        lines.financial_period,
        lines.amount_gbp,
        prices.placement_key,
        dense_rank() over (
            partition by
                lines.la_code, lines.provider_id, lines.spend_category, lines.financial_year,
                lines.financial_period, lines.amount_gbp
            order by lines.posting_date, lines.journal_id, lines.line_number
        ) as nth_line,
        dense_rank() over (
            partition by lines.la_code, lines.journal_id, lines.line_number
            order by prices.placement_key
        ) as nth_placement,
        count(*) over (
            partition by lines.la_code, lines.journal_id, lines.line_number
        ) as placements
    from open_lines as lines
    inner join prices
        on
            {{ same_provider('lines', 'prices') }}
            and lines.financial_period between prices.first_period and prices.last_period
            and abs(lines.amount_gbp - prices.four_weeks_gbp)
            <= {{ var('rounding_per_month_gbp') }}
    left join referenced
        on
            prices.la_code = referenced.la_code
            and prices.placement_key = referenced.placement_key
            and prices.financial_year = referenced.financial_year
    where referenced.la_code is null

),

in_turn as (

    select
        *,
        mod(nth_line - 1, placements) + 1 as nth_of_payment
    from fits
    where nth_line <= 2 * placements

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    placement_key,
    amount_gbp as matched_gbp,
    'thirteenth_of_price' as match_method
from in_turn
where nth_placement = nth_of_payment
