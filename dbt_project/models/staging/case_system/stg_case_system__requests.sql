with raw_rows as (

    select * from {{ source('case_system', 'requests') }}

),

current_loads as (

    select
        la_code,
        load_id
    from {{ ref('stg_ingest__loads') }}
    where source = 'case_system' and dataset = 'requests' and is_current

)

select
    raw_rows.la_code,
    raw_rows.request_key,
    raw_rows.person_key,

    raw_rows.request_source,
    raw_rows.request_outcome,
    raw_rows.exported_la,

    raw_rows.rya as is_in_youth_accommodation,
    raw_rows.request_mediation as had_request_mediation,
    raw_rows.request_tribunal as had_request_tribunal,

    raw_rows.received_date,
    raw_rows.request_outcome_date,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join current_loads
    on
        raw_rows.la_code = current_loads.la_code
        and raw_rows._load_id = current_loads.load_id
