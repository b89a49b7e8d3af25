with events as (

    select
        *,
        days_taken - limit_days as days_over
    from {{ ref('int_ehc_clock_events') }}
    where not in_time and has_ended and limit_days is not null

),

requests as (

    select
        *,
        'final_plan_20_weeks' as clock
    from {{ ref('int_ehc_requests') }}

),

late_advice as (

    select
        la_code,
        request_key,
        max(case when not in_time then 1 else 0 end) = 1 as has_late_advice
    from {{ ref('int_advice_timed') }}
    group by la_code, request_key

)

select
    events.la_code,
    events.clock,
    events.case_key,
    events.counted_on,
    events.month_start,
    events.days_over,
    events.has_exception,
    requests.decision_in_time is false as has_late_decision,
    late_advice.has_late_advice is true as has_late_advice
from events
left join requests
    on
        events.la_code = requests.la_code
        and events.case_key = requests.request_key
        and events.clock = requests.clock
left join late_advice
    on
        requests.la_code = late_advice.la_code
        and requests.request_key = late_advice.request_key
