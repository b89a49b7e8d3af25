{{ config(materialized='table') }}

with by_reference as (

    select * from {{ ref('int_matches_by_reference') }}

),

by_amount as (

    select * from {{ ref('int_matches_by_amount') }}

),

by_sum as (

    select * from {{ ref('int_matches_by_sum') }}

),

by_only_placement as (

    select * from {{ ref('int_matches_by_only_placement') }}

),

by_other_account as (

    select * from {{ ref('int_matches_by_other_account') }}

),

matches as (

    select
        la_code,
        journal_id,
        line_number,
        placement_key,
        matched_gbp,
        match_method
    from by_reference
    union all
    select
        la_code,
        journal_id,
        line_number,
        placement_key,
        matched_gbp,
        match_method
    from by_amount
    union all
    select * from by_sum
    union all
    select * from by_only_placement
    union all
    select * from by_other_account

)

select
    matches.*,
    methods.confidence
from matches
left join {{ ref('match_methods') }} as methods on matches.match_method = methods.match_method
