with requests as (

    select * from {{ ref('int_ehc_requests_timed') }}

),

plans as (

    select * from {{ ref('int_plans_as_at') }}

),

replaced as (

    select * from {{ ref('int_plans_replaced') }}

),

happened as (

    select
        la_code,
        'requests_received' as activity,
        received_date as happened_on
    from requests
    where status <> 'transferred_in'
    union all
    select
        la_code,
        case when request_outcome = 'Y' then 'decided_to_assess' else 'decided_not_to_assess' end
            as activity,
        decision_date as happened_on
    from requests
    union all
    select
        la_code,
        'agreed_to_issue' as activity,
        agreed_on as happened_on
    from requests
    union all
    select
        la_code,
        'plans_issued' as activity,
        final_plan_date as happened_on
    from requests
    union all
    select
        la_code,
        'not_issued' as activity,
        not_to_issue_date as happened_on
    from requests
    union all
    select
        plans.la_code,
        case when plans.transfer_la is null then 'plans_begun' else 'plans_transferred_in' end
            as activity,
        plans.start_date as happened_on
    from plans
    left join replaced
        on plans.la_code = replaced.la_code and plans.plan_key = replaced.replaced_by_plan_key
    where replaced.plan_key is null
    union all
    select
        plans.la_code,
        case when plans.cease_reason = '5' then 'plans_transferred_out' else 'plans_ceased' end
            as activity,
        plans.cease_date as happened_on
    from plans
    left join replaced
        on plans.la_code = replaced.la_code and plans.plan_key = replaced.plan_key
    where replaced.plan_key is null

)

select
    la_code,
    activity,
    happened_on,
    cast({{ dbt.date_trunc('month', 'happened_on') }} as date) as month_start
from happened
where happened_on is not null
