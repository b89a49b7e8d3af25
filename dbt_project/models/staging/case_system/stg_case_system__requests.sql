{%- set columns = [
    'la_code', 'request_key', 'person_key', 'request_source', 'request_outcome', 'exported_la',
    'team', 'case_holder_key', 'rya', 'request_mediation', 'request_tribunal', 'received_date',
    'request_outcome_date', '_load_id', '_line'
] | join(', ') -%}

with known as (

    select {{ columns }} from {{ ref('hist_case_system__requests') }}
    where {{ is_known() }} and {{ is_of_extracts() }}
    union all
    -- Of authorities that send a SEN2 return and no extracts of their case system.
    select {{ columns }} from {{ ref('base_sen2__requests') }}

)

select
    la_code,
    request_key,
    person_key,

    request_source,
    request_outcome,
    exported_la,
    team,
    case_holder_key,

    rya as is_in_youth_accommodation,
    request_mediation as had_request_mediation,
    request_tribunal as had_request_tribunal,

    received_date,
    request_outcome_date,

    _load_id,
    _line

from known
