select
    la_code,
    placement_key as unit_key,
    provider_urn
from {{ ref('int_placement_providers') }}
union all
select
    la_code,
    placement_key as unit_key,
    max(provider_urn) as provider_urn
from {{ ref('int_place_dues') }}
group by la_code, placement_key
union all
select
    la_code,
    group_key as unit_key,
    max(provider_urn) as provider_urn
from {{ ref('int_netted_groups') }}
group by la_code, group_key
