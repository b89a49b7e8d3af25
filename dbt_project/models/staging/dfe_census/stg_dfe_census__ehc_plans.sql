with raw_rows as (

    select * from {{ source('dfe_census', 'ehc_plans') }}

),

current_loads as (

    select
        la_code,
        load_id
    from {{ ref('stg_ingest__loads') }}
    where
        source = 'dfe_census'
        and dataset = 'education-health-and-care-plans'
        and is_current

)

select
    raw_rows.release as vintage,
    raw_rows.file,
    raw_rows.indicator,
    raw_rows.breakdown_topic,
    raw_rows.breakdown,

    raw_rows.time_period,
    raw_rows.geographic_level,
    raw_rows.country_code,
    raw_rows.country_name,
    raw_rows.region_code,
    raw_rows.region_name,
    raw_rows.old_la_code,
    raw_rows.la_name,

    -- A mark (x, z, c, low, u, k, :, no data ...) is not a number and never 0.
    try_cast(raw_rows.value as decimal(18, 4)) as value,
    case
        when try_cast(raw_rows.value as decimal(18, 4)) is null then raw_rows.value
    end as symbol,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join current_loads
    on
        raw_rows.la_code = current_loads.la_code
        and raw_rows._load_id = current_loads.load_id
