with advice as (

    select * from {{ ref('stg_case_system__advice') }}

)

select
    la_code,
    advice_key,
    request_key,

    provider,

    requested_date,
    {{ null_if_after_as_at('received_date') }} as received_date

from advice
where not {{ is_after_as_at('coalesce(requested_date, received_date)') }}
