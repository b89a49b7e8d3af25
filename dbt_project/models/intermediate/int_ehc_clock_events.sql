with requests as (

    select * from {{ ref('int_ehc_requests_timed') }}

),

clocks as (

    select * from {{ ref('statutory_clocks') }}

),

ended as (

    -- Exceptions exist for the 20 weeks only (reg 13(3)): in the data no case is excused from
    -- the 6 weeks.
    select
        la_code,
        request_key,
        'decision_6_weeks' as clock,
        decision_date as ended_on,
        decision_days as days_taken,
        decision_in_time as in_time,
        false as has_exception
    from requests
    union all
    select
        la_code,
        request_key,
        'final_plan_20_weeks' as clock,
        final_plan_date as ended_on,
        final_plan_days as days_taken,
        final_plan_in_time as in_time,
        has_exception
    from requests

)

select
    ended.la_code,
    ended.request_key,
    ended.clock,
    clocks.limit_days,
    ended.ended_on,
    cast({{ dbt.date_trunc('month', 'ended.ended_on') }} as date) as month_start,
    ended.days_taken,
    ended.in_time,
    ended.has_exception
from ended
inner join clocks on ended.clock = clocks.clock
where ended.days_taken is not null and ended.ended_on <= {{ reporting_date() }}
