{%- set columns = [
    'la_code', 'plan_key', 'sen_type_rank', 'sen_type', '_load_id', '_line'
] | join(', ') -%}

with known as (

    select {{ columns }} from {{ ref('hist_case_system__needs') }}
    where {{ is_known() }} and {{ is_of_extracts() }}
    union all
    -- Of authorities that send a SEN2 return and no extracts of their case system.
    select {{ columns }} from {{ ref('base_sen2__needs') }}

)

select
    la_code,
    plan_key,
    sen_type_rank,
    sen_type,

    _load_id,
    _line

from known
