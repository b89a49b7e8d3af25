-- A returned row is a school at which children with plans are placed and which the register of Get
-- Information about Schools lacks: its type is not known. To do: land a later edubasealldata file
-- (england/dfe_census), or ask the authority for the right URN.
select
    placements.la_code,
    placements.urn,
    count(distinct placements.plan_key) as plans
from {{ ref('int_placements_as_at') }} as placements
inner join {{ ref('int_placements_typed') }} as typed
    on
        placements.la_code = typed.la_code
        and placements.placement_key = typed.placement_key
where typed.setting_type = 'school_type_not_known' and placements.leaving_date is null
group by placements.la_code, placements.urn
