{{ config(materialized='table') }}

with members as (

    select
        'region' as group_type,
        region_code as group_key,
        coalesce(region_name, region_code) as group_name,
        la_code
    from {{ ref('int_authority_regions') }}
    where region_code is not null
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
