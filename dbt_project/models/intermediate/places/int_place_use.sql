{{ config(materialized='table') }}

{%- set school = 'la_code, year_began, provider_id, place_type' -%}
{%- set up_to_here = 'rows between unbounded preceding and current row' -%}

-- Places of one kind at one provider with the children in them. Children beyond the places of their
-- kind take the provider's free places of other kinds of the type, first of a phase that has such
-- children; so one type of a provider is vacant or overfilled, never both. An overfull provider
-- takes no vacant place from another. The authority's own children stay where they are before
-- others do. Part of a place, where places are no whole number, is netted, and takes no child.
with kinds as (

    select
        *,
        case
            when commissioned > 0
                then greatest(commissioned - on_roll_own - on_roll_others, 0)
            else 0
        end as free,
        case
            when commissioned > 0
                then greatest(on_roll_own + on_roll_others - commissioned, 0)
            else 0
        end as beyond
    from {{ ref('int_place_kinds') }}

),

netted as (

    select
        *,
        least(
            sum(free) over (partition by {{ school }}), sum(beyond) over (partition by {{ school }})
        ) as moved,
        sum(beyond) over (
            partition by {{ school }} order by phase, primary_need {{ up_to_here }}
        ) as beyond_so_far,
        sum(beyond) over (partition by {{ school }}, phase) > 0 as is_phase_full
    from kinds

),

-- Children are whole: leaving is how many leave a kind.
filled as (

    select
        *,
        sum(free) over (
            partition by {{ school }}
            order by case when is_phase_full then 0 else 1 end, phase, primary_need {{ up_to_here }}
        ) as free_so_far,
        floor(least(beyond_so_far, moved)) - floor(least(beyond_so_far - beyond, moved)) as leaving
    from netted

),

moves as (

    select
        *,
        floor(least(free_so_far, moved)) as came_so_far,
        floor(least(free_so_far - free, moved)) as came_before,
        least(leaving, on_roll_others) as others_leaving,
        sum(leaving - least(leaving, on_roll_others)) over (partition by {{ school }}) as own_moved
    from filled

),

counted as (

    select
        *,
        least(came_so_far, own_moved) - least(came_before, own_moved) as own_coming
    from moves

)

select
    la_code,
    year_began,
    provider_id,
    place_type,
    phase,
    primary_need,
    commissioned,
    funded,
    on_roll_own - (leaving - others_leaving) + own_coming as on_roll_own,
    on_roll_others - others_leaving + (came_so_far - came_before - own_coming) as on_roll_others,
    own_elsewhere,
    capacity,
    least(free, greatest(free_so_far - moved, 0)) as vacant,
    least(beyond, greatest(beyond_so_far - moved, 0)) as overfilled
from counted
