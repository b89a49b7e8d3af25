with requests as (

    select * from {{ ref('int_ehc_requests') }}

)

select
    cast(requests.la_code as varchar) as la_code,
    cast(requests.request_key as varchar) as request_key,
    cast(requests.person_key as varchar) as person_key,
    cast(requests.plan_key as varchar) as plan_key,
    cast(requests.status as varchar) as status,
    cast(requests.request_source as varchar) as request_source,
    cast(requests.team as varchar) as team,
    cast(requests.case_holder_key as varchar) as case_holder_key,
    cast(requests.request_outcome as varchar) as request_outcome,
    cast(requests.assessment_outcome as varchar) as assessment_outcome,
    cast(requests.primary_need as varchar) as primary_need,
    cast(needs.need_label as varchar) as need_label,
    cast(requests.age_at_request as integer) as age_at_request,
    cast(requests.received_date as date) as received_date,
    cast(requests.decision_date as date) as decision_date,
    cast(requests.decision_due_date as date) as decision_due_date,
    cast(requests.decision_days as integer) as decision_days,
    cast(requests.decision_in_time as boolean) as decision_in_time,
    cast(requests.not_to_issue_date as date) as not_to_issue_date,
    cast(requests.not_to_issue_due_date as date) as not_to_issue_due_date,
    cast(requests.not_to_issue_days as integer) as not_to_issue_days,
    cast(requests.not_to_issue_in_time as boolean) as not_to_issue_in_time,
    cast(requests.agreed_date as date) as agreed_date,
    cast(requests.final_plan_date as date) as final_plan_date,
    cast(requests.final_plan_due_date as date) as final_plan_due_date,
    cast(requests.final_plan_days as integer) as final_plan_days,
    cast(requests.final_plan_in_time as boolean) as final_plan_in_time,
    cast(requests.plan_start_date as date) as plan_start_date,
    cast(requests.has_exception as boolean) as has_exception,
    cast(requests.is_open as boolean) as is_open,
    cast(requests.days_open as integer) as days_open,
    cast(requests.is_overdue as boolean) as is_overdue,
    cast(requests.as_at as date) as as_at
from requests
left join {{ ref('sen_needs') }} as needs on requests.primary_need = needs.primary_need
