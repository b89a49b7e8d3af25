-- A returned row is a request with a plan for which no assessment states the day the plan was issued:
-- it is in no 20-week count. To do: complete the assessment in the case system (SEN2 items 3.1 and
-- 3.2).
select
    la_code,
    request_key,
    plan_key,
    plan_start_date
from {{ ref('fct_ehc_requests') }}
where status = 'plan_without_issue_date'
