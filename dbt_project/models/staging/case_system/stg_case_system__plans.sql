with raw_rows as (

    select * from {{ source('case_system', 'plans') }}

),

current_loads as (

    select
        la_code,
        load_id
    from {{ ref('stg_ingest__loads') }}
    where source = 'case_system' and dataset = 'plans' and is_current

)

select
    raw_rows.la_code,
    raw_rows.plan_key,
    raw_rows.person_key,
    raw_rows.request_key,

    raw_rows.plan_res,
    raw_rows.plan_wbp,
    raw_rows.dp,
    raw_rows.cease_reason,
    raw_rows.transfer_la,

    raw_rows.pb as has_personal_budget,
    raw_rows.oa as has_organised_arrangements,

    raw_rows.start_date,
    raw_rows.cease_date,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join current_loads
    on
        raw_rows.la_code = current_loads.la_code
        and raw_rows._load_id = current_loads.load_id
