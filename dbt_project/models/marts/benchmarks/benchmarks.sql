with benchmarks as (

    select * from {{ ref('int_benchmarks') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(area_code as varchar) as area_code,
    cast(area_name as varchar) as area_name,
    cast(area_level as varchar) as area_level,
    cast(region_code as varchar) as region_code,
    cast(compared_la_code as varchar) as compared_la_code,
    cast(measure as varchar) as measure,
    cast(unit as varchar) as unit,
    cast(period as varchar) as period,
    cast(vintage as varchar) as vintage,
    cast(is_superseded as boolean) as is_superseded,
    cast(is_latest as boolean) as is_latest,
    cast(value as decimal(18, 4)) as value,
    cast(symbol as varchar) as symbol,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator,
    cast(method as varchar) as method,
    cast(areas_counted as bigint) as areas_counted,
    {{ reporting_date() }} as as_at
from benchmarks
