-- A returned row is a period in which ceased_plans has another number of plans than ehc_activity.
with ceased as (

    select
        la_code,
        period_type,
        period_start,
        sum(plans) as plans
    from {{ ref('ceased_plans') }}
    group by la_code, period_type, period_start

)

select
    activity.la_code,
    activity.period_type,
    activity.period_start
from {{ ref('ehc_activity') }} as activity
left join ceased
    on
        activity.la_code = ceased.la_code
        and activity.period_type = ceased.period_type
        and activity.period_start = ceased.period_start
where activity.plans_ceased + activity.plans_transferred_out <> coalesce(ceased.plans, 0)
