with places as (

    select * from {{ ref('stg_places__commissioned_places') }}

),

suppliers as (

    select * from {{ ref('int_ukprn_urns') }}

),

successors as (

    select * from {{ ref('int_school_successors') }}

)

select
    places.la_code,
    places.place_id,
    {{ provider_id(
        'coalesce(successors.current_urn, places.urn, suppliers.urn)', 'places.ukprn'
    ) }} as provider_id,
    coalesce(successors.current_urn, places.urn, suppliers.urn) as provider_urn,
    places.place_type,
    {{ place_phase('places.phase') }} as phase,
    {{ place_need('places.primary_need') }} as primary_need,
    places.places,
    places.rate_gbp,
    places.start_date,
    places.end_date
from places
left join suppliers on places.la_code = suppliers.la_code and places.ukprn = suppliers.ukprn
left join successors on coalesce(places.urn, suppliers.urn) = successors.urn
