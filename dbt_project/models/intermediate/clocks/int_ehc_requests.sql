with requests as (

    select * from {{ ref('int_ehc_requests_timed') }}

),

dated as (

    select
        *,
        status in ('awaiting_decision', 'in_assessment', 'agreed_not_issued') as is_open,
        {{ reporting_date() }} as as_at
    from requests

)

select
    la_code,
    request_key,
    person_key,
    plan_key,

    status,
    request_source,
    team,
    case_holder_key,
    request_outcome,
    assessment_outcome,
    primary_need,
    -- Whole years: one less before the birthday.
    cast(
        extract(year from received_date) - extract(year from birth_date)
        - case
            when
                extract(month from received_date) * 100 + extract(day from received_date)
                < extract(month from birth_date) * 100 + extract(day from birth_date)
                then 1
            else 0
        end as integer
    ) as age_at_request,

    cast(received_date as date) as received_date,
    cast(decision_date as date) as decision_date,
    cast(decision_due_date as date) as decision_due_date,
    decision_days,
    decision_in_time,

    cast(not_to_issue_date as date) as not_to_issue_date,
    cast(not_to_issue_due_date as date) as not_to_issue_due_date,
    not_to_issue_days,
    not_to_issue_in_time,

    cast(agreed_on as date) as agreed_date,
    cast(final_plan_date as date) as final_plan_date,
    cast(final_plan_due_date as date) as final_plan_due_date,
    final_plan_days,
    final_plan_in_time,
    cast(plan_start_date as date) as plan_start_date,
    has_exception,

    is_open,
    cast(case when is_open then {{ dbt.datediff('received_date', 'as_at', 'day') }} end as integer)
        as days_open,
    cast(
        case
            when status = 'awaiting_decision' and as_at > decision_due_date then true
            when is_open and as_at > final_plan_due_date then true
            else false
        end as boolean
    ) as is_overdue,
    cast(as_at as date) as as_at
from dated
