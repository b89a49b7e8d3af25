with raw_rows as (

    select * from {{ source('geography', 'ward_boundaries') }}

),

latest_load as (

    select
        la_code,
        load_id
    from {{ ref('base_ingest__loads') }}
    where is_latest_known

)

select
    raw_rows.la_code,
    raw_rows.ward_code,

    raw_rows.ward_name,
    raw_rows.boundary,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join latest_load
    on
        raw_rows.la_code = latest_load.la_code
        and raw_rows._load_id = latest_load.load_id
