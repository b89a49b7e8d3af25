with placements as (

    select * from {{ ref('stg_case_system__placements') }}

),

-- A placement has a URN or a UKPRN; the ledger may have both for the same place.
suppliers as (

    select
        la_code,
        ukprn,
        min(urn) as urn
    from {{ ref('stg_finance_ledger__supplier_providers') }}
    where ukprn is not null and urn is not null
    group by la_code, ukprn

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
