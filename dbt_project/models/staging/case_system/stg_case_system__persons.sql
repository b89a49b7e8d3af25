{%- set columns = [
    'la_code', 'person_key', 'upn_key', 'uln_key', 'upn_unknown', 'sex', 'ethnicity',
    'ward_code', 'birth_date', '_load_id', '_line'
] | join(', ') -%}

with known as (

    select {{ columns }} from {{ ref('hist_case_system__persons') }}
    where {{ is_known() }} and {{ is_of_extracts() }}
    union all
    -- Of authorities that send a SEN2 return and no extracts of their case system.
    select {{ columns }} from {{ ref('base_sen2__persons') }}

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

from known
