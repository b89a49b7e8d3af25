with raw_rows as (

    select
        la_code,
        ward_code,
        ward_name,
        _load_id
    from {{ source('geography', 'postcode_areas') }}
    where ward_code is not null

),

latest_load as (

    select
        la_code,
        load_id
    from {{ ref('base_ingest__loads') }}
    where is_latest_known

),

named as (

    select
        raw_rows.la_code,
        raw_rows.ward_code,
        raw_rows.ward_name
    from raw_rows
    inner join latest_load
        on
            raw_rows.la_code = latest_load.la_code
            and raw_rows._load_id = latest_load.load_id
    union all
    select
        la_code,
        ward_code,
        ward_name
    from {{ ref('stg_geography__ward_boundaries') }}

)

select
    la_code,
    ward_code,
    max(ward_name) as ward_name
from named
group by la_code, ward_code
