with raw_rows as (

    select * from {{ source('geography', 'ward_boundaries') }}

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
        and dataset = 'ward_boundaries'
        and is_current
        and business_date <= {{ known_on() }}

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
        and latest_load.latest_first = 1
