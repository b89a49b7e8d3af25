with placements as (

    select * from {{ ref('stg_case_system__placements') }}

),

suppliers as (

    select * from {{ ref('int_ukprn_urns') }}

),

successors as (

    select * from {{ ref('int_school_successors') }}

)

select
    placements.la_code,
    placements.placement_key,
    coalesce(successors.current_urn, placements.urn, suppliers.urn) as provider_urn,
    placements.ukprn as provider_ukprn
from placements
left join suppliers on placements.la_code = suppliers.la_code and placements.ukprn = suppliers.ukprn
left join successors on coalesce(placements.urn, suppliers.urn) = successors.urn
