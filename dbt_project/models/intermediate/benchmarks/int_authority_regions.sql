with authorities as (

    select
        la_code,
        area_name,
        region_code,
        row_number() over (partition by la_code order by calendar_year desc, vintage desc, measure)
            as latest_first
    from {{ ref('int_benchmarks_published') }}
    where area_level = 'local_authority' and la_code is not null

),

regions as (

    select
        area_code,
        max(area_name) as region_name
    from {{ ref('int_benchmarks_published') }}
    where area_level = 'region'
    group by area_code

)

select
    authorities.la_code,
    authorities.area_name as la_name,
    authorities.region_code,
    regions.region_name
from authorities
left join regions on authorities.region_code = regions.area_code
where authorities.latest_first = 1
