-- A returned row is a count whose regions do not add up to DfE's figure for England. Holds exactly
-- for every measure and period of the releases of 2022 and 2025; Inner and Outer London are part of
-- a region, and a release with fewer than the nine is an excerpt.
with benchmarks as (

    select * from {{ ref('benchmarks') }}
    where unit = 'count' and method = 'published' and not is_superseded

),

regions as (

    select * from benchmarks
    where
        area_level = 'region'
        and area_code not in (select summed.area_code from {{ ref('summed_areas') }} as summed)

)

select
    england.vintage,
    england.measure,
    england.period,
    england.value as england_value,
    sum(regions.value) as regions_value
from benchmarks as england
left join regions
    on
        england.vintage = regions.vintage
        and england.measure = regions.measure
        and england.period = regions.period
where england.area_level = 'england' and england.value is not null
group by england.vintage, england.measure, england.period, england.value
having
    count(regions.value) >= 9
    and england.value <> sum(regions.value)
