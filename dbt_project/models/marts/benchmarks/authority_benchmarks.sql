with benchmarks as (

    select * from {{ ref('int_benchmarks') }}

),

authorities as (

    select * from benchmarks
    where area_level = 'local_authority'

),

neighbours as (

    select * from benchmarks
    where area_level = 'statistical_neighbours'

),

regions as (

    select * from benchmarks
    where area_level = 'region'

),

england as (

    select * from benchmarks
    where area_level = 'england'

)

select
    authorities.la_code,
    authorities.area_name as la_name,
    authorities.measure,
    authorities.unit,
    authorities.period,
    authorities.vintage,
    authorities.is_superseded,
    authorities.is_latest,
    authorities.value,
    authorities.symbol,
    neighbours.value as neighbours_value,
    neighbours.method as neighbours_method,
    neighbours.areas_counted as neighbours_counted,
    regions.area_code as region_code,
    regions.area_name as region_name,
    regions.value as region_value,
    england.value as england_value,
    {{ reporting_date() }} as as_at
from authorities
left join neighbours
    on
        authorities.la_code = neighbours.compared_la_code
        and authorities.measure = neighbours.measure
        and authorities.period = neighbours.period
        and authorities.vintage = neighbours.vintage
left join regions
    on
        authorities.region_code = regions.area_code
        and authorities.measure = regions.measure
        and authorities.period = regions.period
        and authorities.vintage = regions.vintage
left join england
    on
        authorities.measure = england.measure
        and authorities.period = england.period
        and authorities.vintage = england.vintage
