{{ config(materialized='table') }}

-- Negative lines of the high needs block, of known providers, that no other method matches.
with matches as (

    select * from {{ ref('int_matches_but_repeats') }}
    union all
    select * from {{ ref('int_matches_by_repeat') }}
    union all
    select * from {{ ref('int_matches_by_credit') }}

),

unmatched as (

    {{ lines_without(ref('int_lines_to_match'), 'matches') }}

),

credits as (

    select * from unmatched
    where is_high_needs and provider_id is not null and amount_gbp < 0

)

select * from credits
