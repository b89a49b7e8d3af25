{{ config(materialized='table') }}

-- Lines that are a third of a price, or that differ by a penny from what is due for one placement
-- for the line's own period. Lists take no part. The methods follow each other in the order of seed
-- match_methods; each compares only the lines and dues that the methods before it have left.
-- 1. third_of_price: a third of the year's price.
-- 2. amount_of_period_rounded: a penny more than education's share, then a penny less.
with unmatched_lines as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_exact_amount')) }}

),

lines_without_lists as (

    {{ lines_without('unmatched_lines', ref('int_list_lines')) }}

),

unmatched_dues as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_by_exact_amount')) }}

),

open_lines as (

    select * from lines_without_lists
    where provider_id is not null

),

open_dues as (

    select
        *,
        due_gbp + {{ var('rounding_per_month_gbp') }} as penny_more_gbp,
        due_gbp - {{ var('rounding_per_month_gbp') }} as penny_less_gbp
    from unmatched_dues
    where provider_id is not null

),

third_matches as (

    {{ equal_amounts('third_of_price', 'open_lines', 'open_dues', 'third_gbp') }}

),

lines_after_third as (

    {{ lines_without('open_lines', 'third_matches') }}

),

dues_after_third as (

    {{ dues_without('open_dues', 'third_matches') }}

),

penny_more_matches as (

    {{ equal_amounts(
        'amount_of_period_rounded', 'lines_after_third', 'dues_after_third', 'penny_more_gbp'
    ) }}

),

lines_after_penny_more as (

    {{ lines_without('lines_after_third', 'penny_more_matches') }}

),

dues_after_penny_more as (

    {{ dues_without('dues_after_third', 'penny_more_matches') }}

),

penny_less_matches as (

    {{ equal_amounts(
        'amount_of_period_rounded', 'lines_after_penny_more', 'dues_after_penny_more',
        'penny_less_gbp'
    ) }}

)

select * from third_matches
union all
select * from penny_more_matches
union all
select * from penny_less_matches
