{{ config(materialized='table') }}

-- Lines that equal what is due for one placement for another period. Lists take no part. Each
-- method compares only the lines and dues that the methods before it have left.
-- 1. amount_of_period_before: education's share of the period before the line's.
-- 2. amount_of_period_after: education's share of the period after the line's.
with lines_without_exact as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_exact_amount')) }}

),

lines_without_likely as (

    {{ lines_without('lines_without_exact', ref('int_matches_by_likely_amount')) }}

),

lines_without_lists as (

    {{ lines_without('lines_without_likely', ref('int_list_lines')) }}

),

dues_without_exact as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_by_exact_amount')) }}

),

dues_without_likely as (

    {{ dues_without('dues_without_exact', ref('int_matches_by_likely_amount')) }}

),

open_lines as (

    select * from lines_without_lists
    where provider_id is not null

),

open_dues as (

    select * from dues_without_likely
    where provider_id is not null

),

before_matches as (

    {{ equal_amounts(
        'amount_of_period_before', 'open_lines', 'open_dues', 'due_gbp', periods_later=1
    ) }}

),

lines_after_before as (

    {{ lines_without('open_lines', 'before_matches') }}

),

dues_after_before as (

    {{ dues_without('open_dues', 'before_matches') }}

),

after_matches as (

    {{ equal_amounts(
        'amount_of_period_after', 'lines_after_before', 'dues_after_before', 'due_gbp',
        periods_later=-1
    ) }}

)

select * from before_matches
union all
select * from after_matches
