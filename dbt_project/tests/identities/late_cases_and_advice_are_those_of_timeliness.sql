-- A returned row is a period in which lateness counts other cases than timeliness counts late, or
-- advice_timeliness other advice.
with late as (

    select
        la_code,
        clock,
        period_type,
        period_start,
        sum(cases) as found
    from {{ ref('lateness') }}
    group by la_code, clock, period_type, period_start

),

advice as (

    select
        la_code,
        period_type,
        period_start,
        sum(within_time) as within_time
    from {{ ref('advice_timeliness') }}
    group by la_code, period_type, period_start

)

select
    timeliness.la_code,
    timeliness.clock,
    timeliness.period_type,
    timeliness.period_start
from {{ ref('timeliness') }} as timeliness
left join late
    on
        timeliness.la_code = late.la_code
        and timeliness.clock = late.clock
        and timeliness.period_type = late.period_type
        and timeliness.period_start = late.period_start
left join advice
    on
        timeliness.la_code = advice.la_code
        and timeliness.period_type = advice.period_type
        and timeliness.period_start = advice.period_start
where
    (
        timeliness.limit_days is not null
        and timeliness.completed - timeliness.within_time <> coalesce(late.found, 0)
    )
    or (
        timeliness.clock = 'advice_6_weeks'
        and timeliness.within_time <> coalesce(advice.within_time, 0)
    )
