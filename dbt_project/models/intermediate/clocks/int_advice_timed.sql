with advice as (

    select * from {{ ref('int_advice_as_at') }}

),

requests as (

    select * from {{ ref('int_ehc_requests') }}

),

dated as (

    select
        advice.*,
        requests.is_open,
        clocks.limit_days,
        cast({{ dbt.dateadd('day', 'clocks.limit_days', 'advice.requested_date') }} as date)
            as due_date,
        {{ reporting_date() }} as as_at
    from advice
    inner join {{ ref('statutory_clocks') }} as clocks
        on
            clocks.clock = 'advice_6_weeks'
            and {{ clock_in_force('clocks', 'advice.requested_date') }}
    left join requests
        on advice.la_code = requests.la_code and advice.request_key = requests.request_key

)

select
    *,
    {{ dbt.datediff('requested_date', 'received_date', 'day') }} as days_taken,
    received_date <= due_date as in_time,
    received_date is null and coalesce(is_open, false) as is_awaited,
    case
        when received_date is null and is_open and due_date < as_at
            then {{ dbt.datediff('due_date', 'as_at', 'day') }}
    end as days_overdue
from dated
