-- What is still to be done for single children, and by when. A duty that is due on the reporting
-- date is not overdue.
with requests as (

    select * from {{ ref('int_ehc_requests') }}
    where is_open

),

plans as (

    select * from {{ ref('int_plans_as_at') }}
    where cease_date is null

),

duties as (

    select
        la_code,
        case
            when status = 'awaiting_decision' then 'decision_6_weeks' else 'final_plan_20_weeks'
        end as clock,
        request_key as item_key,
        request_key as case_key,
        team,
        case_holder_key,
        status as stage,
        cast(null as varchar) as waiting_for,
        case
            when status = 'awaiting_decision' then decision_due_date else final_plan_due_date
        end as due_date
    from requests
    union all
    select
        advice.la_code,
        'advice_6_weeks' as clock,
        advice.advice_key as item_key,
        advice.request_key as case_key,
        requests.team,
        requests.case_holder_key,
        'advice_awaited' as stage,
        advice.provider as waiting_for,
        advice.due_date
    from {{ ref('int_advice_timed') }} as advice
    inner join requests
        on advice.la_code = requests.la_code and advice.request_key = requests.request_key
    where advice.is_awaited
    union all
    select
        reviews.la_code,
        'annual_review_12_months' as clock,
        reviews.plan_key as item_key,
        reviews.plan_key as case_key,
        plans.team,
        plans.case_holder_key,
        case
            when reviews.meeting_date is null then 'no_meeting_held' else 'decision_awaited'
        end as stage,
        reviews.provider_name as waiting_for,
        reviews.due_date
    from {{ ref('int_annual_reviews') }} as reviews
    inner join plans on reviews.la_code = plans.la_code and reviews.plan_key = plans.plan_key
    where reviews.status in ('overdue', 'meeting_held', 'due')
    union all
    select
        la_code,
        clock,
        review_key as item_key,
        plan_key as case_key,
        team,
        case_holder_key,
        stage,
        cast(null as varchar) as waiting_for,
        due_date
    from {{ ref('int_reviews_pending') }}
    union all
    select
        transfers.la_code,
        'phase_transfer' as clock,
        transfers.plan_key as item_key,
        transfers.plan_key as case_key,
        plans.team,
        plans.case_holder_key,
        'place_not_named' as stage,
        cast(null as varchar) as waiting_for,
        transfers.due_date
    from {{ ref('int_phase_transfers') }} as transfers
    inner join plans
        on transfers.la_code = plans.la_code and transfers.plan_key = plans.plan_key
    where transfers.status in ('overdue', 'due')

),

dated as (

    select
        *,
        {{ reporting_date() }} as as_at,
        {{ monday_of_this_or_next_week(reporting_date()) }} as week_start
    from duties
    where
        due_date is not null
        and due_date <= {{ dbt.dateadd('day', var('cases_due_within_days'), reporting_date()) }}

)

select
    *,
    case
        when due_date < as_at then 'overdue'
        when due_date < {{ dbt.dateadd('week', 1, 'week_start') }} then 'this_week'
        when due_date < {{ dbt.dateadd('week', 2, 'week_start') }} then 'next_week'
        else 'later'
    end as due_in,
    case
        when due_date < as_at then {{ dbt.datediff('due_date', 'as_at', 'day') }}
    end as days_overdue
from dated
