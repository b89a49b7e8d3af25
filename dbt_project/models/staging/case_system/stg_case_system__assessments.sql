{%- set columns = [
    'la_code', 'request_key', 'assessment_outcome', 'week20', 'assessment_mediation',
    'assessment_tribunal', 'other_mediation', 'other_tribunal', 'assessment_outcome_date',
    '_load_id', '_line'
] | join(', ') -%}

with known as (

    select {{ columns }} from {{ ref('hist_case_system__assessments') }}
    where {{ is_known() }} and {{ is_of_extracts() }}
    union all
    -- Of authorities that send a SEN2 return and no extracts of their case system.
    select {{ columns }} from {{ ref('base_sen2__assessments') }}

)

select
    la_code,
    request_key,

    assessment_outcome,

    coalesce(week20, false) as has_exception,
    assessment_mediation as had_assessment_mediation,
    assessment_tribunal as had_assessment_tribunal,
    other_mediation as had_other_mediation,
    other_tribunal as had_other_tribunal,

    assessment_outcome_date,

    _load_id,
    _line

from known
