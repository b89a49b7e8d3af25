{{ config(materialized='table') }}

-- Lines that equal what is due for one placement for another period: education's share of the
-- period before the line's, or else of the period after it. Lists take no part.
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

{{ matches_in_turn('lines_without_lists', 'dues_without_likely', [
    ['amount_of_period_before', 'due_gbp', 1],
    ['amount_of_period_after', 'due_gbp', -1],
]) }}

select * from matches_in_turn
