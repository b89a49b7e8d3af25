{{ config(materialized='table') }}
{%- set figure =
    'measure, unit, calendar_year, vintage, is_superseded, value, symbol, numerator, denominator'
%}

with published as (

    select * from {{ ref('int_benchmarks_published') }}

),

summed as (

    select * from {{ ref('int_benchmarks_summed') }}

),

neighbours as (

    select * from {{ ref('int_benchmarks_neighbours') }}

),

areas as (

    select
        la_code,
        area_code,
        area_name,
        area_level,
        region_code,
        null as compared_la_code,
        {{ figure }},
        'published' as method,
        case when value is not null then 1 else 0 end as areas_counted
    from published
    union all
    select
        la_code,
        area_code,
        area_name,
        area_level,
        null as region_code,
        null as compared_la_code,
        {{ figure }},
        case when unit = 'percent' then 'pooled' else 'summed' end as method,
        areas_counted
    from summed
    union all
    select
        null as la_code,
        area_code,
        area_name,
        area_level,
        null as region_code,
        compared_la_code,
        {{ figure }},
        method,
        areas_counted
    from neighbours

)

select
    la_code,
    area_code,
    area_name,
    area_level,
    region_code,
    compared_la_code,
    measure,
    unit,
    cast(calendar_year as varchar) as period,
    vintage,
    is_superseded,
    -- Each release prints earlier periods again: the one to quote is of the last of them.
    not is_superseded and vintage = max(case when not is_superseded then vintage end) over (
        partition by area_code, measure, calendar_year
    ) as is_latest,
    cast(value as decimal(18, 4)) as value,
    symbol,
    numerator,
    denominator,
    method,
    areas_counted
from areas
