{{ config(materialized='table') }}

with places_and_children as (

    select
        la_code,
        year_began,
        provider_id,
        place_type,
        phase,
        primary_need,
        commissioned,
        funded,
        0 as on_roll_own,
        0 as on_roll_others,
        0 as own_elsewhere,
        cast(null as bigint) as capacity
    from {{ ref('int_places_by_year') }}
    union all
    select
        la_code,
        year_began,
        provider_id,
        place_type,
        phase,
        primary_need,
        0 as commissioned,
        0 as funded,
        on_roll_own,
        on_roll_others,
        own_elsewhere,
        cast(null as bigint) as capacity
    from {{ ref('int_place_children') }}
    union all
    select
        years.la_code,
        years.year_began,
        capacity.provider_id,
        capacity.place_type,
        capacity.phase,
        capacity.primary_need,
        0 as commissioned,
        0 as funded,
        0 as on_roll_own,
        0 as on_roll_others,
        0 as own_elsewhere,
        capacity.capacity
    from {{ ref('int_place_capacity_shared') }} as capacity
    inner join {{ ref('int_place_years') }} as years
        on capacity.la_code = years.la_code and years.is_current

)

select
    la_code,
    year_began,
    provider_id,
    place_type,
    phase,
    primary_need,
    sum(commissioned) as commissioned,
    sum(funded) as funded,
    sum(on_roll_own) as on_roll_own,
    sum(on_roll_others) as on_roll_others,
    sum(own_elsewhere) as own_elsewhere,
    sum(capacity) as capacity
from places_and_children
group by la_code, year_began, provider_id, place_type, phase, primary_need
