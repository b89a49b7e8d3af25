with raw_rows as (

    select * from {{ source('case_system', 'needs') }}

),

current_loads as (

    select
        la_code,
        load_id
    from {{ ref('stg_ingest__loads') }}
    where source = 'case_system' and dataset = 'needs' and is_current

)

select
    raw_rows.la_code,
    raw_rows.plan_key,
    raw_rows.sen_type_rank,
    raw_rows.sen_type,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join current_loads
    on
        raw_rows.la_code = current_loads.la_code
        and raw_rows._load_id = current_loads.load_id
