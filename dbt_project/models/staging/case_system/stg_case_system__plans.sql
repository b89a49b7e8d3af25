with history as (

    select * from {{ ref('hist_case_system__plans') }}

)

select
    la_code,
    plan_key,
    person_key,
    request_key,

    plan_res,
    plan_wbp,
    dp,
    cease_reason,
    transfer_la,
    team,
    case_holder_key,

    pb as has_personal_budget,
    oa as has_organised_arrangements,

    start_date,
    cease_date,

    _load_id,
    _line

from history
where {{ is_known() }}
