-- A price may be of a placement that the case system no longer has: it has no provider.
with placements as (

    select
        la_code,
        placement_key
    from {{ ref('int_placement_providers') }}
    union
    select
        la_code,
        placement_key
    from {{ ref('int_placement_prices') }}

)

select
    placements.la_code,
    placements.placement_key as unit_key,
    placements.placement_key,
    providers.provider_urn
from placements
left join {{ ref('int_placement_providers') }} as providers
    on
        placements.la_code = providers.la_code
        and placements.placement_key = providers.placement_key
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
