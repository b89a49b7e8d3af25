with history as (

    select * from {{ ref('hist_case_system__assessments') }}

),

-- Of authorities that send a SEN2 return and no extracts of their case system.
of_sen2 as (

    select * from {{ ref('base_sen2__assessments') }}

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

from history
where {{ is_known() }}

union all

select
    la_code,
    request_key,

    assessment_outcome,

    has_exception,
    had_assessment_mediation,
    had_assessment_tribunal,
    had_other_mediation,
    had_other_tribunal,

    assessment_outcome_date,

    _load_id,
    _line

from of_sen2
