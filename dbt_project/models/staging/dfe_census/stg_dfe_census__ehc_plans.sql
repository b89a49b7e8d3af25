with raw_rows as (

    select * from {{ source('dfe_census', 'ehc_plans') }}

),

loads as (

    select
        la_code,
        load_id,
        version,
        is_superseded
    from {{ ref('base_ingest__loads') }}
    where
        source = 'dfe_census'
        and dataset = 'education-health-and-care-plans'
        and (is_current or is_superseded)

)

select
    -- A file that DfE replaced was published too, so it keeps a vintage of its own.
    raw_rows.release
    || case when loads.is_superseded then '.' || cast(loads.version as varchar) else '' end
        as vintage,
    raw_rows.release,
    loads.version as release_version,
    loads.is_superseded,
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
    -- DfE prints 0 on some national and regional rows
    case when raw_rows.geographic_level = 'Local authority' then raw_rows.old_la_code end
        as old_la_code,
    raw_rows.la_name,

    -- A mark (x, z, c, low, u, k, :, no data ...) is not a number and never 0.
    try_cast(raw_rows.value as decimal(18, 4)) as value,
    case
        when try_cast(raw_rows.value as decimal(18, 4)) is null then raw_rows.value
    end as symbol,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join loads
    on
        raw_rows.la_code = loads.la_code
        and raw_rows._load_id = loads.load_id
