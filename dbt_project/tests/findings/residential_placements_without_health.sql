-- A returned row is a placement of 52 weeks to which health contributes nothing, by its prices and
-- by the joint panel. To do: ask the panel whether continuing care was considered.
with placements as (

    select * from {{ ref('int_placements_as_at') }}
    where res = 'B' and leaving_date is null

),

health as (

    select
        la_code,
        placement_key
    from {{ ref('int_placement_costs') }}
    where health_gbp <> 0
    union
    select
        la_code,
        placement_key
    from {{ ref('int_joint_funding_months') }}
    where health_gbp <> 0

)

select
    placements.la_code,
    placements.placement_key
from placements
left join health
    on placements.la_code = health.la_code and placements.placement_key = health.placement_key
where health.placement_key is null
