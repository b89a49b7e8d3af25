with plans as (

    select * from {{ ref('stg_case_system__plans') }}

)

select
    la_code,
    plan_key,
    person_key,
    request_key,

    plan_res,
    plan_wbp,
    dp,
    {{ null_if_after_as_at('cease_date', 'cease_reason') }} as cease_reason,
    transfer_la,
    team,
    case_holder_key,

    has_personal_budget,
    has_organised_arrangements,

    start_date,
    {{ null_if_after_as_at('cease_date') }} as cease_date

from plans
where not {{ is_after_as_at('start_date') }}
