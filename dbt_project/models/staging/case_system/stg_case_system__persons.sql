with raw_rows as (

    select * from {{ source('case_system', 'persons') }}

),

current_loads as (

    select
        la_code,
        load_id
    from {{ ref('stg_ingest__loads') }}
    where source = 'case_system' and dataset = 'persons' and is_current

)

select
    raw_rows.la_code,
    raw_rows.person_key,
    raw_rows.upn_key,
    raw_rows.uln_key,
    raw_rows.upn_unknown,
    raw_rows.sex,
    raw_rows.ethnicity,

    raw_rows.birth_date,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join current_loads
    on
        raw_rows.la_code = current_loads.la_code
        and raw_rows._load_id = current_loads.load_id
