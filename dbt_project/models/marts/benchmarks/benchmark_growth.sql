with januaries as (

    select
        *,
        cast(period as integer) as calendar_year
    from {{ ref('int_benchmarks') }}
    where measure = 'plans_january' and value is not null and not is_superseded

)

select
    cast(before.la_code as varchar) as la_code,
    cast(before.area_code as varchar) as area_code,
    cast(later.area_name as varchar) as area_name,
    cast(before.area_level as varchar) as area_level,
    cast(before.compared_la_code as varchar) as compared_la_code,
    cast(before.vintage as varchar) as vintage,
    cast(before.vintage = max(before.vintage) over (
        partition by before.area_code, before.calendar_year, later.calendar_year
    ) as boolean) as is_latest,
    cast(before.calendar_year as integer) as from_year,
    cast(later.calendar_year as integer) as to_year,
    cast(before.value as decimal(18, 4)) as plans_from,
    cast(later.value as decimal(18, 4)) as plans_to,
    cast(later.value - before.value as decimal(18, 4)) as change,
    -- Means of neighbours have decimals, so both are taken in ten-thousandths.
    {{ rate_pct(
        'cast(10000 * (later.value - before.value) as bigint)',
        'cast(10000 * before.value as bigint)'
    ) }} as growth_pct,
    {{ reporting_date() }} as as_at
from januaries as before
inner join januaries as later
    on
        before.area_code = later.area_code
        and before.vintage = later.vintage
        and before.calendar_year < later.calendar_year
