-- The days on which the needs profile is taken. A month-end is reported, or it is the year before
-- of a reported one (is_compared), or suppression remembers its small rows. Census days of all
-- years are reported, so the month-ends of all years are remembered: without them an old census
-- day would come to show what an earlier publication had suppressed.
{%- set months_reported = var('profile_months') %}
{%- set months_compared = months_reported + 12 %}

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
    where period_type = 'month'

),

days as (

    select * from census_days
    union all
    select * from month_ends

)

select
    as_at,
    year_before,
    is_census_day,
    is_census_day or as_at > {{ dbt.dateadd('month', -months_reported, reporting_date()) }}
        as is_reported,
    is_census_day or as_at > {{ dbt.dateadd('month', -months_compared, reporting_date()) }}
        as is_compared
from days
where as_at <= {{ reporting_date() }}
