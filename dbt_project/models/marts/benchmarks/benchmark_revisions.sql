with published as (

    select * from {{ ref('int_benchmarks_published') }}

),

in_order as (

    select
        *,
        row_number() over (
            partition by area_code, measure, calendar_year
            order by release, release_version
        ) as place
    from published

)

select
    cast(now.la_code as varchar) as la_code,
    cast(now.area_code as varchar) as area_code,
    cast(now.area_name as varchar) as area_name,
    cast(now.area_level as varchar) as area_level,
    cast(now.measure as varchar) as measure,
    cast(now.unit as varchar) as unit,
    cast(now.calendar_year as varchar) as period,
    cast(now.vintage as varchar) as vintage,
    cast(before.vintage as varchar) as previous_vintage,
    cast(before.value as decimal(18, 4)) as value_before,
    cast(now.value as decimal(18, 4)) as value_now,
    cast(now.value - before.value as decimal(18, 4)) as change,
    cast(before.symbol as varchar) as symbol_before,
    cast(now.symbol as varchar) as symbol_now,
    {{ reporting_date() }} as as_at
from in_order as now
inner join in_order as before
    on
        now.area_code = before.area_code
        and now.measure = before.measure
        and now.calendar_year = before.calendar_year
        and now.place = before.place + 1
where
    (now.value is distinct from before.value or now.symbol is distinct from before.symbol)
    -- withheld here, not changed by DfE
    and coalesce(now.symbol, '') <> 'withheld'
    and coalesce(before.symbol, '') <> 'withheld'
