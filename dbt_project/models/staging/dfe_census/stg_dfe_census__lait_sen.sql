with raw_rows as (

    select * from {{ source('dfe_census', 'lait') }}

),

-- Each release has every period, so only the latest known one is read.
latest_load as (

    select
        la_code,
        load_id
    from {{ ref('base_ingest__loads') }}
    where is_latest_known

),

measures as (

    select * from {{ ref('lait_sen_measures') }}

)

select
    measures.phase,
    measures.share,
    raw_rows.area_name,
    lpad(cast(raw_rows.area_number as varchar), 3, '0') as area_number,
    raw_rows.region,

    {{ cast_or_null('raw_rows.period', 'integer') }} as calendar_year,

    {{ cast_or_null('raw_rows.value', 'decimal(18, 4)') }} as share_pct,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join latest_load
    on
        raw_rows.la_code = latest_load.la_code
        and raw_rows._load_id = latest_load.load_id
inner join measures on raw_rows.measure = measures.measure
where length(raw_rows.period) = 4
