{{ config(materialized='table') }}

with matches as (

    select
        la_code,
        journal_id,
        line_number,
        placement_key,
        matched_gbp,
        match_method
    from {{ ref('int_matches_by_line') }}
    union all
    select * from {{ ref('int_matches_by_provider_year') }}

),

-- Commissioned places have no placement.
named as (

    select
        la_code,
        journal_id,
        line_number,
        case when not {{ is_place_funding('placement_key') }} then placement_key end
            as placement_key,
        match_method,
        cast(sum(matched_gbp) as decimal(18, 2)) as matched_gbp
    from matches
    group by
        la_code,
        journal_id,
        line_number,
        case when not {{ is_place_funding('placement_key') }} then placement_key end,
        match_method

)

select
    named.*,
    methods.confidence
from named
left join {{ ref('match_methods') }} as methods on named.match_method = methods.match_method
