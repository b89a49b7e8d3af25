{{ config(materialized='table') }}

-- Negative lines of the high needs block, of known providers, that no method before matches.
with matches as (

    select * from {{ ref('int_matches_but_repeats') }}
    union all
    select * from {{ ref('int_matches_by_repeat') }}

),

negative_lines as (

    select * from {{ ref('int_lines_to_match') }}
    where is_high_needs and provider_id is not null and amount_gbp < 0

)

{{ lines_without('negative_lines', 'matches') }}
