-- A returned row is an authority whose open requests by week don't sum to those in the outlook.
with weeks as (

    select
        la_code,
        sum(requests) as requests,
        sum(already_breached) as already_breached,
        sum(due_in_28_days) as due_in_28_days
    from {{ ref('open_requests') }}
    group by la_code

)

select
    outlook.la_code,
    outlook.open_requests,
    weeks.requests
from {{ ref('open_requests_outlook') }} as outlook
left join weeks on outlook.la_code = weeks.la_code
where
    weeks.la_code is null
    or outlook.open_requests - outlook.open_without_date <> weeks.requests
    or outlook.already_breached <> weeks.already_breached
    or outlook.due_in_28_days <> weeks.due_in_28_days
