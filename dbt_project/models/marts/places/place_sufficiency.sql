with years as (

    select * from {{ ref('int_place_years') }}

),

-- Without its commissioned places an authority's number of them is not known; it is not nil.
senders as (

    select distinct la_code
    from {{ ref('stg_places__commissioned_places') }}

),

known as (

    select
        years.academic_year,
        years.counted_on,
        years.is_current,
        years.has_begun,
        places.*,
        needs.need_label,
        senders.la_code is not null as sends_places,
        censuses.la_code is not null as has_census
    from {{ ref('int_place_sufficiency') }} as places
    inner join years
        on places.la_code = years.la_code and places.year_began = years.year_began
    left join {{ ref('sen_needs') }} as needs on places.primary_need = needs.primary_need
    left join senders on places.la_code = senders.la_code
    left join {{ ref('int_place_censuses') }} as censuses
        on places.la_code = censuses.la_code and places.year_began = censuses.year_began

)

select
    cast(la_code as varchar) as la_code,
    cast(academic_year as varchar) as academic_year,
    cast(place_type as varchar) as place_type,
    cast(phase as varchar) as phase,
    cast(primary_need as varchar) as primary_need,
    cast(need_label as varchar) as need_label,
    cast(counted_on as date) as counted_on,
    cast(is_current as boolean) as is_current,
    cast(capacity as bigint) as capacity,
    cast(case when sends_places then commissioned end as decimal(18, 2)) as commissioned,
    cast(case when sends_places then funded end as decimal(18, 2)) as funded,
    cast(case when has_begun then on_roll_own end as bigint) as on_roll_own,
    cast(case when has_census then on_roll_others end as bigint) as on_roll_others,
    cast(case when has_begun then own_elsewhere end as bigint) as own_elsewhere,
    cast(case when sends_places and has_begun then vacant end as decimal(18, 2)) as vacant,
    cast(case when sends_places and has_begun then overfilled end as decimal(18, 2))
        as overfilled,
    cast(planned as decimal(18, 2)) as planned,
    cast(planned_committed as decimal(18, 2)) as planned_committed,
    cast(planned_expected as decimal(18, 1)) as planned_expected,
    cast(planned_to_date as decimal(18, 2)) as planned_to_date,
    cast(forecast_need as decimal(18, 2)) as forecast_need,
    {{ reporting_date() }} as as_at
from known
