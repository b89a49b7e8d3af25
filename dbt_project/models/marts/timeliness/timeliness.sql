with events as (

    select * from {{ ref('int_ehc_clock_events') }}

),

periods as (

    select * from {{ ref('int_calendar_periods') }}

),

-- From its first event on, an authority has a row for every period, empty ones included.
first_months as (

    select
        la_code,
        clock,
        max(limit_days) as limit_days,
        min(month_start) as first_month
    from events
    group by la_code, clock

),

spine as (

    select
        first_months.la_code,
        first_months.clock,
        first_months.limit_days,
        periods.month_start,
        periods.period_type,
        periods.period_start,
        periods.period_end
    from first_months
    inner join periods
        on
            first_months.first_month <= periods.month_start
            and periods.month_start <= {{ reporting_date() }}

),

-- Rates are pooled from cases for a period of any length, not averaged over shorter ones.
counted as (

    select
        spine.la_code,
        spine.clock,
        -- The limit of the period's cases; in a period without cases, that of other periods.
        coalesce(max(events.limit_days), max(spine.limit_days)) as limit_days,
        spine.period_type,
        spine.period_start,
        spine.period_end,
        count(events.case_key) as completed,
        count(case when events.in_time then 1 end) as within_time,
        count(case when not events.has_ended then 1 end) as still_open,
        count(case when not events.has_exception then 1 end) as completed_ex,
        count(case when events.in_time and not events.has_exception then 1 end) as within_time_ex,
        percentile_cont(0.5) within group (order by events.days_taken) as median_days
    from spine
    left join events
        on
            spine.la_code = events.la_code
            and spine.clock = events.clock
            and spine.month_start = events.month_start
    group by
        spine.la_code, spine.clock, spine.period_type, spine.period_start, spine.period_end

)

select
    cast(la_code as varchar) as la_code,
    cast(clock as varchar) as clock,
    cast(period_type as varchar) as period_type,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(period_end <= {{ reporting_date() }} as boolean) as is_complete,
    cast(limit_days as integer) as limit_days,

    cast(completed as bigint) as completed,
    cast(within_time as bigint) as within_time,
    {{ rate_pct('within_time', 'completed') }} as within_time_pct,
    cast(still_open as bigint) as still_open,
    cast(completed_ex as bigint) as completed_excluding_exceptions,
    cast(within_time_ex as bigint) as within_time_excluding_exceptions,
    {{ rate_pct('within_time_ex', 'completed_ex') }} as within_time_excluding_exceptions_pct,
    cast(median_days as decimal(9, 1)) as median_days,

    {{ reporting_date() }} as as_at
from counted
