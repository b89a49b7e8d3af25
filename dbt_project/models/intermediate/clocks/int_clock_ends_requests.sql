with requests as (

    select * from {{ ref('int_ehc_requests_timed') }}

),

advice as (

    select * from {{ ref('int_advice_as_at') }}

)

select
    la_code,
    'decision_6_weeks' as clock,
    request_key as case_key,
    decision_date as counted_on,
    decision_limit as limit_days,
    decision_days as days_taken,
    decision_in_time as in_time,
    true as has_ended,
    -- Exceptions are recorded for 16 and 20 weeks (regs 10(4), 13(3)), not for the other limits.
    false as has_exception
from requests
union all
select
    la_code,
    'not_to_issue_16_weeks' as clock,
    request_key as case_key,
    not_to_issue_date as counted_on,
    not_to_issue_limit as limit_days,
    not_to_issue_days as days_taken,
    not_to_issue_in_time as in_time,
    true as has_ended,
    has_exception
from requests
union all
select
    la_code,
    'final_plan_20_weeks' as clock,
    request_key as case_key,
    final_plan_date as counted_on,
    final_plan_limit as limit_days,
    final_plan_days as days_taken,
    final_plan_in_time as in_time,
    true as has_ended,
    has_exception
from requests
union all
select
    advice.la_code,
    clocks.clock,
    advice.advice_key as case_key,
    advice.received_date as counted_on,
    clocks.limit_days,
    {{ dbt.datediff('advice.requested_date', 'advice.received_date', 'day') }} as days_taken,
    {{ dbt.datediff('advice.requested_date', 'advice.received_date', 'day') }}
    <= clocks.limit_days as in_time,
    true as has_ended,
    false as has_exception
from advice
inner join {{ ref('statutory_clocks') }} as clocks
    on
        clocks.clock = 'advice_6_weeks'
        and {{ clock_in_force('clocks', 'advice.requested_date') }}
