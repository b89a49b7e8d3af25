-- Half-years from April and from October. They do not overlap and no longer period is shown, so a
-- reader can subtract nothing; an unfinished one would show each child as it is added.
with events as (

    select
        *,
        cast(
            {{ dbt.dateadd(
                'month', '-((extract(month from month_start) + 8) % 6)', 'month_start'
            ) }} as date
        ) as period_start
    from {{ ref('int_ehc_clock_events') }}

),

counted as (

    select
        la_code,
        clock,
        period_start,
        count(*) as completed,
        count(case when in_time then 1 end) as within_time,
        count(case when not has_exception then 1 end) as completed_ex,
        count(case when in_time and not has_exception then 1 end) as within_time_ex
    from events
    group by la_code, clock, period_start

),

-- Either group of cases, in time and late, can be one that is too small to show.
safe as (

    select
        *,
        {{ is_shown('within_time') }} and {{ is_shown('completed - within_time') }} as is_shown,
        {{ is_shown('within_time') }} and {{ is_shown('completed - within_time') }}
        and {{ is_shown('within_time_ex') }} and {{ is_shown('completed_ex - within_time_ex') }}
        and {{ is_shown('within_time - within_time_ex') }}
        and {{ is_shown('completed - within_time - completed_ex + within_time_ex') }}
            as is_shown_ex,
        {{ dbt.dateadd('day', -1, dbt.dateadd('month', 6, 'period_start')) }} as period_end
    from counted

)

select
    cast(la_code as varchar) as la_code,
    cast(clock as varchar) as clock,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,

    cast(not is_shown as boolean) as suppressed,
    cast(case when is_shown then completed end as bigint) as completed,
    cast(case when is_shown then within_time end as bigint) as within_time,
    case when is_shown then {{ rate_pct('within_time', 'completed') }} end as within_time_pct,

    cast(not is_shown_ex as boolean) as suppressed_excluding_exceptions,
    cast(case when is_shown_ex then completed_ex end as bigint) as completed_excluding_exceptions,
    cast(case when is_shown_ex then within_time_ex end as bigint)
        as within_time_excluding_exceptions,
    case when is_shown_ex then {{ rate_pct('within_time_ex', 'completed_ex') }} end
        as within_time_excluding_exceptions_pct,

    {{ reporting_date() }} as as_at
from safe
where period_end <= {{ reporting_date() }}
