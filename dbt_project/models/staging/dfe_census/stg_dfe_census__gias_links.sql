with raw_rows as (

    select * from {{ source('dfe_census', 'gias_links') }}

),

-- Each release has every link and may be downloaded on any day. So the latest one is read, also
-- where it is later than the knowledge date.
latest_load as (

    select
        la_code,
        load_id
    from {{ ref('base_ingest__loads') }}
    where is_latest

)

select
    raw_rows.urn,
    raw_rows.link_urn,

    raw_rows.link_type,

    raw_rows.link_established_date,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join latest_load
    on
        raw_rows.la_code = latest_load.la_code
        and raw_rows._load_id = latest_load.load_id
