-- A school's capacity, shared among its commissioned places in proportion to their number, because the
-- register has no phase or need of a unit. Shares are whole and sum to the capacity. Without
-- commissioned places it stays whole.
with places as (

    select
        places.*,
        cast(sum(places.commissioned) over (
            partition by places.la_code, places.provider_id, places.place_type
        ) * 100 as bigint) as all_hundredths,
        cast(sum(places.commissioned) over (
            partition by places.la_code, places.provider_id, places.place_type
            order by places.phase, places.primary_need
            rows between unbounded preceding and current row
        ) * 100 as bigint) as hundredths_so_far,
        cast(places.commissioned * 100 as bigint) as hundredths
    from {{ ref('int_places_by_year') }} as places
    inner join {{ ref('int_place_years') }} as years
        on places.la_code = years.la_code and places.year_began = years.year_began
    where years.is_current

)

select
    capacity.la_code,
    capacity.provider_id,
    capacity.place_type,
    coalesce(places.phase, capacity.phase) as phase,
    coalesce(places.primary_need, 'not_recorded') as primary_need,
    case
        when places.la_code is null then capacity.capacity
        else
            {{ divide_down('capacity.capacity * places.hundredths_so_far', 'places.all_hundredths') }}
            - {{ divide_down(
                'capacity.capacity * (places.hundredths_so_far - places.hundredths)',
                'places.all_hundredths'
            ) }}
    end as capacity
from {{ ref('int_place_capacity') }} as capacity
left join places
    on
        capacity.la_code = places.la_code
        and capacity.provider_id = places.provider_id
        and capacity.place_type = places.place_type
