{{ config(materialized='table') }}

-- Lines that equal what is due for one placement for the line's own period. The methods follow each
-- other in the order of seed match_methods; each compares only the lines and dues that the methods
-- before it have left.
-- 1. amount_of_period: education's share, after int_matches_contested.
-- 2. full_amount_of_period: the shares of all payers.
-- 3. twelfth_of_price: a twelfth of the year's price.
with lines_without_contested as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_contested')) }}

),

dues_without_contested as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_contested')) }}

),

open_lines as (

    select * from lines_without_contested
    where provider_id is not null

),

open_dues as (

    select * from dues_without_contested
    where provider_id is not null

),

education_matches as (

    {{ equal_amounts('amount_of_period', 'open_lines', 'open_dues', 'due_gbp') }}

),

lines_after_education as (

    {{ lines_without('open_lines', 'education_matches') }}

),

dues_after_education as (

    {{ dues_without('open_dues', 'education_matches') }}

),

full_matches as (

    {{ equal_amounts(
        'full_amount_of_period', 'lines_after_education', 'dues_after_education', 'full_gbp'
    ) }}

),

lines_after_full as (

    {{ lines_without('lines_after_education', 'full_matches') }}

),

dues_after_full as (

    {{ dues_without('dues_after_education', 'full_matches') }}

),

twelfth_matches as (

    {{ equal_amounts(
        'twelfth_of_price', 'lines_after_full', 'dues_after_full', 'twelfth_gbp'
    ) }}

)

select * from {{ ref('int_matches_contested') }}
union all
select * from education_matches
union all
select * from full_matches
union all
select * from twelfth_matches
