with history as (

    select * from {{ ref('hist_case_system__assessments') }}

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
