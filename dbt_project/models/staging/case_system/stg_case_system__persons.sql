with history as (

    select * from {{ ref('hist_case_system__persons') }}

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
