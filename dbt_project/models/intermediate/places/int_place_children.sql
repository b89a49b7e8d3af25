-- Children at places, and the kind of places that they fill. At a provider with commissioned places of
-- the type, a child fills those of its own phase and need where there are any, else those of its
-- phase, else any; elsewhere its own phase and need are shown. A child of the authority's at a
-- provider in another area, which it commissions nothing from, fills no place of its own.
with counted as (

    select
        la_code,
        year_began,
        place_type,
        provider_id,
        phase,
        primary_need,
        children as own,
        0 as others
    from {{ ref('int_place_children_own') }}
    union all
    select
        la_code,
        year_began,
        place_type,
        provider_id,
        phase,
        primary_need,
        0 as own,
        children as others
    from {{ ref('int_place_children_others') }}

),

children as (

    select
        la_code,
        year_began,
        place_type,
        provider_id,
        phase,
        primary_need,
        sum(own) as own,
        sum(others) as others
    from counted
    group by la_code, year_began, place_type, provider_id, phase, primary_need

),

establishments as (

    select
        urn,
        ukprn,
        local_authority,
        row_number() over (
            partition by ukprn order by close_date desc nulls first, urn desc
        ) as open_first
    from {{ ref('stg_dfe_census__gias_establishments') }}

),

areas as (

    select
        {{ provider_id('urn', 'cast(null as varchar)') }} as provider_id,
        local_authority
    from establishments
    union all
    select
        {{ provider_id('cast(null as varchar)', 'ukprn') }} as provider_id,
        local_authority
    from establishments
    where ukprn is not null and open_first = 1

),

-- Children of one phase and need, with each kind of place that they could fill.
could_fill as (

    select
        children.*,
        places.commissioned is not null as is_commissioned,
        areas.local_authority,
        coalesce(places.phase, children.phase) as place_phase,
        coalesce(places.primary_need, children.primary_need) as place_need,
        row_number() over (
            partition by
                children.la_code, children.year_began, children.place_type, children.provider_id,
                children.phase, children.primary_need
            order by
                case
                    when phases.child_phase = children.phase then 0
                    when phases.child_phase is null then 1
                    else 2
                end,
                case
                    when places.primary_need = children.primary_need then 0
                    when places.primary_need = 'not_recorded' then 1
                    else 2
                end,
                places.commissioned desc, places.phase, places.primary_need
        ) as best_first
    from children
    left join {{ ref('int_places_by_year') }} as places
        on
            children.la_code = places.la_code
            and children.year_began = places.year_began
            and children.place_type = places.place_type
            and children.provider_id = places.provider_id
    left join {{ ref('place_phases') }} as phases on places.phase = phases.phase
    left join areas on children.provider_id = areas.provider_id

),

in_scope as (

    select
        *,
        not is_commissioned and coalesce(local_authority, la_code) <> la_code as is_elsewhere
    from could_fill
    where best_first = 1

)

select
    la_code,
    year_began,
    place_type,
    provider_id,
    place_phase as phase,
    place_need as primary_need,
    sum(case when is_elsewhere then 0 else own end) as on_roll_own,
    sum(others) as on_roll_others,
    sum(case when is_elsewhere then own else 0 end) as own_elsewhere
from in_scope
group by la_code, year_began, place_type, provider_id, place_phase, place_need
