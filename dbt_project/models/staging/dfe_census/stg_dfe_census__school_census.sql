with raw_rows as (

    select * from {{ source('dfe_census', 'school_census') }}

),

loads as (

    select
        la_code,
        load_id,
        business_date,
        precedence,
        -- la_code/source/dataset/business_date/part
        {{ dbt.split_part('supersedes_group', "'/'", 5) }} as part
    from {{ ref('base_ingest__loads') }}
    where
        source = 'dfe_census'
        and dataset = 'school_census'
        and is_current
        and business_date <= {{ known_on() }}

),

sendings as (

    select distinct
        raw_rows.la_code,
        raw_rows.census_date,
        raw_rows.school_urn,
        loads.load_id,
        loads.business_date,
        loads.precedence,
        loads.part
    from raw_rows
    inner join loads
        on
            raw_rows.la_code = loads.la_code
            and raw_rows._load_id = loads.load_id

),

-- Of the files of one part, the latest has all its schools of the census day.
of_part as (

    select
        *,
        dense_rank() over (
            partition by la_code, census_date, part
            order by business_date desc, precedence desc nulls last, load_id desc
        ) as newest_of_part
    from sendings

),

-- A school that several parts have is taken from the latest.
ranked as (

    select
        *,
        row_number() over (
            partition by la_code, census_date, school_urn
            order by business_date desc, precedence desc nulls last, load_id desc
        ) as newest_first
    from of_part
    where newest_of_part = 1

)

select
    raw_rows.la_code,
    raw_rows.census_date,
    raw_rows.school_urn,
    raw_rows.upn_key,

    raw_rows.nc_year,
    raw_rows.sen_provision,
    raw_rows.sen_type_1,
    raw_rows.sen_type_2,

    raw_rows.sen_unit as is_in_sen_unit,
    raw_rows.resourced_provision as is_in_resourced_provision,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join ranked
    on
        raw_rows.la_code = ranked.la_code
        and raw_rows.census_date = ranked.census_date
        and raw_rows.school_urn = ranked.school_urn
        and raw_rows._load_id = ranked.load_id
where ranked.newest_first = 1
