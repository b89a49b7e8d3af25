-- A returned row is a period whose decisions or issued plans differ from those that timeliness
-- counts; cases without a day of receipt have no clock and are left out of both.
with clocks as (

    select
        la_code,
        period_type,
        period_start,
        sum(case when clock = 'decision_6_weeks' then completed else 0 end) as decided,
        sum(case when clock = 'final_plan_20_weeks' then completed else 0 end) as issued,
        sum(case when clock = 'not_to_issue_16_weeks' then completed else 0 end) as not_issued
    from {{ ref('timeliness') }}
    group by la_code, period_type, period_start

),

undated as (

    select distinct la_code
    from {{ ref('fct_ehc_requests') }}
    where received_date is null and (decision_date is not null or final_plan_date is not null)

)

select
    activity.la_code,
    activity.period_type,
    activity.period_start
from {{ ref('ehc_activity') }} as activity
left join clocks
    on
        activity.la_code = clocks.la_code
        and activity.period_type = clocks.period_type
        and activity.period_start = clocks.period_start
left join undated on activity.la_code = undated.la_code
where
    undated.la_code is null
    and (
        activity.decided_to_assess + activity.decided_not_to_assess <> coalesce(clocks.decided, 0)
        or activity.plans_issued <> coalesce(clocks.issued, 0)
        or activity.not_issued <> coalesce(clocks.not_issued, 0)
    )
