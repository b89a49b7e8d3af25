-- One row for each open request, maintained plan and pending review (cases), summed by case holder.
-- A review has the team and case holder of its plan.
with requests as (

    select * from {{ ref('int_ehc_requests') }}
    where is_open

),

plans as (

    select * from {{ ref('int_plans_as_at') }}

),

reviews as (

    select
        reviews.la_code,
        plans.team,
        plans.case_holder_key,
        reviews.due_date,
        reviews.status
    from {{ ref('int_annual_reviews') }} as reviews
    inner join plans on reviews.la_code = plans.la_code and reviews.plan_key = plans.plan_key

),

cases as (

    select
        la_code,
        team,
        case_holder_key,
        1 as open_request,
        case
            when
                final_plan_due_date between {{ reporting_date() }}
                and {{ dbt.dateadd(
                    'day', var('due_soon_within_days'), reporting_date()
                ) }}
                then 1
            else 0
        end as request_due,
        case when is_overdue then 1 else 0 end as request_overdue,
        0 as plan_held,
        0 as review_due,
        0 as review_overdue
    from requests
    union all
    select
        la_code,
        team,
        case_holder_key,
        0 as open_request,
        0 as request_due,
        0 as request_overdue,
        1 as plan_held,
        0 as review_due,
        0 as review_overdue
    from plans
    where cease_date is null
    union all
    select
        la_code,
        team,
        case_holder_key,
        0 as open_request,
        0 as request_due,
        0 as request_overdue,
        0 as plan_held,
        case
            when
                status in ('due', 'meeting_held')
                and due_date <= {{ dbt.dateadd(
                    'day', var('due_soon_within_days'), reporting_date()
                ) }}
                then 1
            else 0
        end as review_due,
        case when status = 'overdue' then 1 else 0 end as review_overdue
    from reviews
    where status in ('due', 'meeting_held', 'overdue')

)

select
    cast(la_code as varchar) as la_code,
    cast(coalesce(team, 'not_recorded') as varchar) as team,
    cast(coalesce(case_holder_key, 'not_recorded') as varchar) as case_holder_key,
    cast(sum(open_request) as bigint) as open_requests,
    cast(sum(request_due) as bigint) as requests_due_in_28_days,
    cast(sum(request_overdue) as bigint) as requests_overdue,
    cast(sum(plan_held) as bigint) as plans_held,
    cast(sum(review_due) as bigint) as reviews_due_in_28_days,
    cast(sum(review_overdue) as bigint) as reviews_overdue,
    {{ reporting_date() }} as as_at
from cases
group by la_code, coalesce(team, 'not_recorded'), coalesce(case_holder_key, 'not_recorded')
