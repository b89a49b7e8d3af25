with advice as (

    select * from {{ ref('stg_case_system__advice') }}

)

select
    la_code,
    advice_key,
    request_key,

    provider,

    requested_date,
    {{ once_happened('received_date') }} as received_date

from advice
where not {{ lies_ahead('coalesce(requested_date, received_date)') }}
