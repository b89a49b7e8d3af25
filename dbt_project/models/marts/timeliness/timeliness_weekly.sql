-- Weeks begin on Monday. Each of the last weeks_reported weeks has a row, with plans or without.
with issued as (

    select
        la_code,
        request_key,
        final_plan_date,
        final_plan_in_time,
        cast({{ dbt.date_trunc('week', 'final_plan_date') }} as date) as week_start
    from {{ ref('int_ehc_requests') }}
    where final_plan_date is not null

),

weeks as (

    select
        cast(
            {{ dbt.dateadd(
                'day', '-7 * (generated_number - 1)', dbt.date_trunc('week', reporting_date())
            ) }} as date
        ) as week_start
    from ({{ dbt.generate_series(var('weeks_reported')) }}) as week_numbers

),

local_authorities as (

    select distinct la_code
    from issued

),

-- A week has few plans, so the thirteen weeks that end with it (a quarter) are pooled too.
counted as (

    select
        local_authorities.la_code,
        weeks.week_start,
        count(case when issued.week_start = weeks.week_start then 1 end) as issued,
        count(
            case when issued.week_start = weeks.week_start and issued.final_plan_in_time then 1 end
        ) as within_time,
        count(issued.request_key) as issued_13_weeks,
        count(case when issued.final_plan_in_time then 1 end) as within_time_13_weeks
    from local_authorities
    cross join weeks
    left join issued
        on
            local_authorities.la_code = issued.la_code
            and issued.week_start <= weeks.week_start
            and issued.week_start > {{ dbt.dateadd('day', '-7 * 13', 'weeks.week_start') }}
    group by local_authorities.la_code, weeks.week_start

)

select
    cast(la_code as varchar) as la_code,
    cast(week_start as date) as week_start,
    cast({{ dbt.dateadd('day', 6, 'week_start') }} as date) as week_end,
    cast(issued as bigint) as issued,
    cast(within_time as bigint) as within_time,
    {{ rate_pct('within_time', 'issued') }} as within_time_pct,
    cast(issued_13_weeks as bigint) as issued_13_weeks,
    cast(within_time_13_weeks as bigint) as within_time_13_weeks,
    {{ rate_pct('within_time_13_weeks', 'issued_13_weeks') }} as within_time_13_weeks_pct,
    {{ reporting_date() }} as as_at
from counted
