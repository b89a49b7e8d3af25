{{ config(materialized='table') }}

-- The unmatched lines of each netted group.
with unmatched as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_line')) }}

)

select
    netted.group_key,
    netted.placements,
    netted.only_placement_key,
    unmatched.*
from unmatched
inner join {{ ref('int_netted_groups') }} as netted
    on {{ same_provider('unmatched', 'netted') }}
where unmatched.is_high_needs
