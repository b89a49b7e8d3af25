with history as (

    select * from {{ ref('hist_case_system__plans') }}

),

-- Of authorities that send a SEN2 return and no extracts of their case system.
of_sen2 as (

    select * from {{ ref('base_sen2__plans') }}

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

union all

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
    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,

    has_personal_budget,
    has_organised_arrangements,

    start_date,
    cease_date,

    _load_id,
    _line

from of_sen2
