with advice as (

    select * from {{ ref('int_advice_timed') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(advice_key as varchar) as advice_key,
    cast(request_key as varchar) as request_key,
    cast(provider as varchar) as provider,
    cast(requested_date as date) as requested_date,
    cast(due_date as date) as due_date,
    cast(received_date as date) as received_date,
    cast(days_taken as integer) as days_taken,
    cast(in_time as boolean) as in_time,
    cast(is_awaited as boolean) as is_awaited,
    cast(days_overdue as integer) as days_overdue,
    cast(as_at as date) as as_at
from advice
