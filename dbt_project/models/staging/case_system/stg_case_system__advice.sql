with history as (

    select * from {{ ref('hist_case_system__advice') }}

)

select
    la_code,
    advice_key,
    request_key,

    provider,

    requested_date,
    received_date,

    _load_id,
    _line

from history
where {{ is_known() }}
