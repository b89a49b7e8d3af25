with published as (

    select * from {{ ref('int_benchmarks_published') }}

),

summed as (

    select * from {{ ref('int_benchmarks_summed') }}

),

areas as (

    select
        la_code,
        area_code,
        area_name,
        area_level,
        measure,
        calendar_year,
        vintage,
        value,
        symbol,
        numerator,
        denominator,
        false as is_summed
    from published
    union all
    select
        la_code,
        area_code,
        area_name,
        area_level,
        measure,
        calendar_year,
        vintage,
        value,
        symbol,
        numerator,
        denominator,
        true as is_summed
    from summed

)

select
    cast(la_code as varchar) as la_code,
    cast(area_code as varchar) as area_code,
    cast(area_name as varchar) as area_name,
    cast(area_level as varchar) as area_level,
    cast(measure as varchar) as measure,
    cast(calendar_year as varchar) as period,
    cast(vintage as varchar) as vintage,
    cast(value as decimal(18, 4)) as value,
    cast(symbol as varchar) as symbol,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator,
    cast(is_summed as boolean) as is_summed
from areas
