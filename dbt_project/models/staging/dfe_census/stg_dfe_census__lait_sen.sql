with raw_rows as (

    select * from {{ source('dfe_census', 'lait') }}

),

-- Each release has every period, so only the latest known one is read.
latest_load as (

    select
        la_code,
        load_id,
        row_number() over (order by business_date desc, load_id) as latest_first
    from {{ ref('base_ingest__loads') }}
    where
        source = 'dfe_census'
        and dataset = 'local-authority-interactive-tool'
        and is_current
        and business_date <= {{ known_on() }}

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
        and latest_load.latest_first = 1
inner join measures on raw_rows.measure = measures.measure
where length(raw_rows.period) = 4
