with raw_rows as (

    select * from {{ source('dfe_census', 'gias_establishments') }}

),

-- Each release has every establishment, closed ones too, and may be downloaded on any day. So the
-- latest one is read, also where it is later than the knowledge date.
latest_load as (

    select
        la_code,
        load_id
    from {{ ref('base_ingest__loads') }}
    where is_latest

)

select
    raw_rows.urn,
    raw_rows.ukprn,

    raw_rows.name,
    raw_rows.local_authority,
    raw_rows.local_authority_name,
    -- DfE writes 02, and tools that read its file as numbers write 2.
    cast(cast(raw_rows.type_code as integer) as varchar) as type_code,
    raw_rows.type_name,
    raw_rows.status,
    raw_rows.phase,
    raw_rows.section_41,
    raw_rows.ward_code,

    raw_rows.lowest_age,
    raw_rows.highest_age,
    raw_rows.school_capacity,
    raw_rows.pupils,
    raw_rows.resourced_provision_type,
    raw_rows.resourced_provision_pupils,
    raw_rows.resourced_provision_capacity,
    raw_rows.sen_unit_pupils,
    raw_rows.sen_unit_capacity,

    raw_rows.open_date,
    raw_rows.close_date,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join latest_load
    on
        raw_rows.la_code = latest_load.la_code
        and raw_rows._load_id = latest_load.load_id
