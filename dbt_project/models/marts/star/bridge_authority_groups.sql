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
        max(area_name) as area_name
    from {{ ref('int_benchmarks_published') }}
    where area_level = 'region'
    group by area_code

),

members as (

    select
        'region' as group_type,
        authorities.region_code as group_key,
        coalesce(regions.area_name, authorities.region_code) as group_name,
        authorities.la_code
    from authorities
    left join regions on authorities.region_code = regions.area_code
    where authorities.latest_first = 1 and authorities.region_code is not null
    union all
    select
        'part_of_london' as group_type,
        area_code as group_key,
        area_name as group_name,
        member_la_code as la_code
    from {{ ref('summed_areas') }}
    union all
    select
        'partnership' as group_type,
        group_key,
        group_name,
        la_code
    from {{ ref('stg_settings__authority_groups') }}

)

select
    cast(group_type as varchar) as group_type,
    cast(group_key as varchar) as group_key,
    cast(group_name as varchar) as group_name,
    cast(la_code as varchar) as la_code
from members
