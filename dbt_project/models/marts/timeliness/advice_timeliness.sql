with advice as (

    select
        *,
        cast({{ dbt.date_trunc('month', 'received_date') }} as date) as month_start
    from {{ ref('int_advice_timed') }}
    where days_taken is not null

),

counted as (

    select
        advice.la_code,
        advice.provider,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        count(*) as completed,
        count(case when advice.in_time then 1 end) as within_time,
        percentile_cont(0.5) within group (order by advice.days_taken) as median_days,
        max(advice.days_taken) as longest_days
    from advice
    inner join {{ ref('int_calendar_periods') }} as periods
        on advice.month_start = periods.month_start
    group by
        advice.la_code, advice.provider, periods.period_type, periods.period_start,
        periods.period_end

)

select
    cast(la_code as varchar) as la_code,
    cast(provider as varchar) as provider,
    cast(period_type as varchar) as period_type,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(period_end <= {{ reporting_date() }} as boolean) as is_complete,
    cast(completed as bigint) as completed,
    cast(within_time as bigint) as within_time,
    {{ rate_pct('within_time', 'completed') }} as within_time_pct,
    cast(median_days as decimal(9, 1)) as median_days,
    cast(longest_days as integer) as longest_days,
    {{ reporting_date() }} as as_at
from counted
