with placements as (

    select * from {{ ref('stg_case_system__placements') }}

),

urns as (

    select * from {{ ref('int_ukprn_urns') }}

),

successors as (

    select * from {{ ref('int_school_successors') }}

)

select
    placements.la_code,
    placements.placement_key,
    coalesce(successors.current_urn, placements.urn, urns.urn) as provider_urn,
    placements.ukprn as provider_ukprn
from placements
left join urns on placements.la_code = urns.la_code and placements.ukprn = urns.ukprn
left join successors on coalesce(placements.urn, urns.urn) = successors.urn
