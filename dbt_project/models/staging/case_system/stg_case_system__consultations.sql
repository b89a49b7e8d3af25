with history as (

    select * from {{ ref('hist_case_system__consultations') }}

)

select
    la_code,
    consultation_key,
    plan_key,

    urn,
    answer,
    reason,

    sent_date,
    answered_date,

    _load_id,
    _line

from history
where {{ is_known() }}
