with history as (

    select * from {{ ref('hist_case_system__persons') }}

),

-- Of authorities that send a SEN2 return and no extracts of their case system.
of_sen2 as (

    select * from {{ ref('base_sen2__persons') }}

)

select
    la_code,
    person_key,
    upn_key,
    uln_key,
    upn_unknown,
    sex,
    ethnicity,
    ward_code,

    birth_date,

    _load_id,
    _line

from history
where {{ is_known() }}

union all

select
    la_code,
    person_key,
    upn_key,
    uln_key,
    upn_unknown,
    sex,
    ethnicity,
    cast(null as varchar) as ward_code,

    birth_date,

    _load_id,
    _line

from of_sen2
