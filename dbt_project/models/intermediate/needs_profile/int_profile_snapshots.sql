-- The only place that says on which days the needs profile is taken.
with census_days as (

    select
        census_day as as_at,
        lag(census_day) over (order by census_day) as year_before,
        true as is_census_day
    from {{ ref('int_census_days') }}

),

month_ends as (

    select
        period_end as as_at,
        cast(
            {{ dbt.last_day(dbt.dateadd('year', -1, 'period_end'), 'month') }} as date
        ) as year_before,
        false as is_census_day
    from {{ ref('int_calendar_periods') }}
    where
        period_type = 'month'
        and period_start > {{ dbt.dateadd('month', -48, reporting_date()) }}

),

days as (

    select * from census_days
    union all
    select * from month_ends

)

-- 24 months are reported, each beside its year before, and what was small in the eleven months
-- before that keeps its row hidden: 47 months in all.
select
    as_at,
    year_before,
    is_census_day,
    is_census_day or as_at > {{ dbt.dateadd('month', -24, reporting_date()) }} as is_reported,
    is_census_day or as_at > {{ dbt.dateadd('month', -36, reporting_date()) }} as is_compared
from days
where as_at <= {{ reporting_date() }}
