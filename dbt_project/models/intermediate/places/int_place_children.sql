-- Children at places, and the kind of places that they fill. At a provider with commissioned places
-- of the type, a child fills those of its own phase and need where there are any, else those of its
-- phase, else any; elsewhere its own phase and need are shown. Where the school's type names no
-- type of places, the child fills those of any type. A child of the authority's at a provider in
-- another area, which it commissions nothing from, fills no place of its own.
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

-- Each kind of place, for children of its type of school and for those of any.
places as (

    select
        *,
        place_type as filled_by
    from {{ ref('int_places_by_year') }}
    union all
    select
        *,
        'any' as filled_by
    from {{ ref('int_places_by_year') }}

),

-- Children of one phase and need, with each kind of place that they could fill.
could_fill as (

    select
        children.la_code,
        children.year_began,
        children.provider_id,
        children.own,
        children.others,
        places.commissioned is null
        and coalesce(areas.local_authority, children.la_code) <> children.la_code as is_elsewhere,
        coalesce(children.place_type, places.place_type) as place_type,
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
                places.commissioned desc, places.place_type, places.phase, places.primary_need
        ) as best_first
    from children
    left join places
        on
            children.la_code = places.la_code
            and children.year_began = places.year_began
            and children.provider_id = places.provider_id
            and coalesce(children.place_type, 'any') = places.filled_by
    left join {{ ref('place_phases') }} as phases on places.phase = phases.phase
    left join {{ ref('int_provider_areas') }} as areas
        on children.provider_id = areas.provider_id

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
from could_fill
where best_first = 1
group by la_code, year_began, place_type, provider_id, place_phase, place_need
