{%- set columns = [
    'la_code', 'plan_key', 'person_key', 'request_key', 'plan_res', 'plan_wbp', 'dp',
    'cease_reason', 'transfer_la', 'team', 'case_holder_key', 'pb', 'oa', 'start_date',
    'cease_date', '_load_id', '_line'
] | join(', ') -%}

with known as (

    select {{ columns }} from {{ ref('hist_case_system__plans') }}
    where {{ is_known() }} and {{ is_of_extracts() }}
    union all
    -- Of authorities that send a SEN2 return and no extracts of their case system.
    select {{ columns }} from {{ ref('base_sen2__plans') }}

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

from known
