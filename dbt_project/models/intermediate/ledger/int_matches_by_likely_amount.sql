{{ config(materialized='table') }}

-- Lines that are a third of a price, or that differ by a penny from what is due for one placement
-- for the line's own period. Lists take no part.
with unmatched_lines as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_exact_amount')) }}

),

lines_without_lists as (

    {{ lines_without('unmatched_lines', ref('int_list_lines')) }}

),

unmatched_dues as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_by_exact_amount')) }}

),

{{ matches_in_turn('lines_without_lists', 'unmatched_dues', [
    ['third_of_price', 'third_gbp'],
    ['amount_of_period_rounded', 'due_gbp', 0, 1],
    ['amount_of_period_rounded', 'due_gbp', 0, -1],
    ['amount_of_period_rounded', 'full_gbp', 0, 1],
    ['amount_of_period_rounded', 'full_gbp', 0, -1],
]) }}

select * from matches_in_turn
