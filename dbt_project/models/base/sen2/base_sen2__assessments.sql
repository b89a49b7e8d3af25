with assessments as (

    {{ rows_of_sen2('sen2_assessment') }}

),

numbered as (

    select
        *,
        row_number() over (
            partition by la_code, request_order order by assessment_order
        ) as of_request
    from assessments

)

select
    la_code,
    {{ sen2_key('request', 'request_order') }} as request_key,

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
