{{ config(materialized='table') }}

-- Lines that equal what is due for one placement for the line's own period: education's share, the
-- shares of all payers, or a twelfth of the year's price, education's or all payers'; or the fee
-- and a one-off price of the month together.
with lines_without_contested as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_contested')) }}

),

dues_without_contested as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_contested')) }}

),

{{ matches_in_turn('lines_without_contested', 'dues_without_contested', [
    ['amount_of_period', 'due_gbp'],
    ['full_amount_of_period', 'full_gbp'],
    ['twelfth_of_price', 'twelfth_gbp'],
    ['twelfth_of_price', 'full_twelfth_gbp'],
    ['amount_of_period', 'due_with_one_off_gbp'],
]) }}

select * from {{ ref('int_matches_contested') }}
union all
select * from matches_in_turn
