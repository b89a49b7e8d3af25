with requests as (

    select * from {{ ref('int_ehc_requests') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(request_key as varchar) as request_key,
    cast(person_key as varchar) as person_key,
    cast(plan_key as varchar) as plan_key,
    cast(status as varchar) as status,
    cast(request_source as varchar) as request_source,
    cast(team as varchar) as team,
    cast(case_holder_key as varchar) as case_holder_key,
    cast(request_outcome as varchar) as request_outcome,
    cast(assessment_outcome as varchar) as assessment_outcome,
    cast(primary_need as varchar) as primary_need,
    cast(age_at_request as integer) as age_at_request,
    cast(received_date as date) as received_date,
    cast(decision_date as date) as decision_date,
    cast(decision_due_date as date) as decision_due_date,
    cast(decision_days as integer) as decision_days,
    cast(decision_in_time as boolean) as decision_in_time,
    cast(not_to_issue_date as date) as not_to_issue_date,
    cast(not_to_issue_due_date as date) as not_to_issue_due_date,
    cast(not_to_issue_days as integer) as not_to_issue_days,
    cast(not_to_issue_in_time as boolean) as not_to_issue_in_time,
    cast(agreed_date as date) as agreed_date,
    cast(final_plan_date as date) as final_plan_date,
    cast(final_plan_due_date as date) as final_plan_due_date,
    cast(final_plan_days as integer) as final_plan_days,
    cast(final_plan_in_time as boolean) as final_plan_in_time,
    cast(plan_start_date as date) as plan_start_date,
    cast(has_exception as boolean) as has_exception,
    cast(is_open as boolean) as is_open,
    cast(days_open as integer) as days_open,
    cast(is_overdue as boolean) as is_overdue,
    cast(as_at as date) as as_at
from requests
