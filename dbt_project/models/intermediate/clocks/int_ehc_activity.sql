with events as (

    select * from {{ ref('int_ehc_activity_events') }}

),

plans as (

    select * from {{ ref('int_plans_as_at') }}

),

first_months as (

    select
        la_code,
        min(month_start) as first_month
    from events
    group by la_code

),

-- From its first event on, an authority has a row for every period, empty ones included.
spine as (

    select
        first_months.la_code,
        periods.month_start,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        least(periods.period_end, {{ reporting_date() }}) as counted_to
    from first_months
    inner join {{ ref('int_calendar_periods') }} as periods
        on
            first_months.first_month <= periods.month_start
            and periods.month_start <= {{ reporting_date() }}

),

days as (

    select distinct
        la_code,
        counted_to
    from spine

),

-- Plans at the end of a period: those active on its last day, not those begun less those ended.
active as (

    select
        days.la_code,
        days.counted_to,
        count(plans.plan_key) as plans_active
    from days
    left join plans
        on days.la_code = plans.la_code and {{ is_maintained('plans', 'days.counted_to') }}
    group by days.la_code, days.counted_to

),

counted as (

    select
        spine.la_code,
        spine.period_type,
        spine.period_start,
        spine.period_end,
        spine.counted_to,
        count(case when events.activity = 'requests_received' then 1 end) as requests_received,
        count(case when events.activity = 'decided_to_assess' then 1 end) as decided_to_assess,
        count(case when events.activity = 'decided_not_to_assess' then 1 end)
            as decided_not_to_assess,
        count(case when events.activity = 'agreed_to_issue' then 1 end) as agreed_to_issue,
        count(case when events.activity = 'plans_issued' then 1 end) as plans_issued,
        count(case when events.activity = 'not_issued' then 1 end) as not_issued,
        count(case when events.activity = 'plans_begun' then 1 end) as plans_begun,
        count(case when events.activity = 'plans_transferred_in' then 1 end)
            as plans_transferred_in,
        count(case when events.activity = 'plans_ceased' then 1 end) as plans_ceased,
        count(case when events.activity = 'plans_transferred_out' then 1 end)
            as plans_transferred_out
    from spine
    left join events
        on spine.la_code = events.la_code and spine.month_start = events.month_start
    group by
        spine.la_code, spine.period_type, spine.period_start, spine.period_end, spine.counted_to

)

select
    counted.*,
    counted.plans_begun - counted.plans_issued as plans_begun_otherwise,
    active.plans_active as active_at_end
from counted
inner join active
    on counted.la_code = active.la_code and counted.counted_to = active.counted_to
