with assessments as (

    {{ rows_of_sen2('sen2_assessment') }}

),

numbered as (

    select
        assessments.*,
        cases.request_key,
        row_number() over (
            partition by assessments.la_code, cases.request_key
            order by assessments.assessment_order
        ) as of_request
    from assessments
    inner join {{ ref('base_sen2__cases') }} as cases on {{ of_case('assessments') }}

)

select
    la_code,
    request_key,

    assessment_outcome,

    week20,
    assessment_mediation,
    assessment_tribunal,
    other_mediation,
    other_tribunal,

    assessment_outcome_date,

    _load_id,
    _line

from numbered
where of_request = 1
