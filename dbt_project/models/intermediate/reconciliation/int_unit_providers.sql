select
    la_code,
    placement_key as unit_key,
    placement_key,
    provider_urn
from {{ ref('int_placement_providers') }}
union all
select
    la_code,
    placement_key as unit_key,
    null as placement_key,
    max(provider_urn) as provider_urn
from {{ ref('int_place_dues') }}
group by la_code, placement_key
union all
select
    la_code,
    group_key as unit_key,
    -- A group may be of one placement in one year and of several in another.
    case
        when
            max(placements) = 1 and min(only_placement_key) = max(only_placement_key)
            and not {{ is_place_funding('max(only_placement_key)') }}
            then max(only_placement_key)
    end as placement_key,
    max(provider_urn) as provider_urn
from {{ ref('int_netted_groups') }}
group by la_code, group_key
