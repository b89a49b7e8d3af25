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
        load_id,
        row_number() over (
            partition by la_code order by business_date desc, load_id desc
        ) as latest_first
    from {{ ref('base_ingest__loads') }}
    where
        source = 'geography'
        and dataset = 'postcode_areas'
        and is_current
        and business_date <= {{ known_on() }}

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
            and latest_load.latest_first = 1
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
