-- A returned row is a January whose authorities do not add up to DfE's figure for England. Holds
-- exactly in the releases of 2022 (2010-2022) and 2025 (2019-2025). England has had 151 to 153
-- authorities; a release with fewer than 150 is an excerpt, and one with a mark can't be summed.
with benchmarks as (

    select * from {{ ref('benchmarks') }}
    where measure = 'plans_january' and not is_superseded

)

select
    england.vintage,
    england.period,
    england.value as england_value,
    sum(authorities.value) as authorities_value
from benchmarks as england
left join benchmarks as authorities
    on
        england.vintage = authorities.vintage
        and england.period = authorities.period
        and authorities.area_level = 'local_authority'
where england.area_level = 'england' and england.value is not null
group by england.vintage, england.period, england.value
having
    count(authorities.symbol) = 0
    and count(authorities.area_code) >= 150
    and england.value <> coalesce(sum(authorities.value), 0)
