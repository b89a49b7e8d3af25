with raw_rows as (

    select * from {{ source('case_system', 'assessments') }}

),

current_loads as (

    select
        la_code,
        load_id
    from {{ ref('stg_ingest__loads') }}
    where source = 'case_system' and dataset = 'assessments' and is_current

)

select
    raw_rows.la_code,
    raw_rows.request_key,

    raw_rows.assessment_outcome,

    coalesce(raw_rows.week20, false) as has_exception,
    raw_rows.assessment_mediation as had_assessment_mediation,
    raw_rows.assessment_tribunal as had_assessment_tribunal,
    raw_rows.other_mediation as had_other_mediation,
    raw_rows.other_tribunal as had_other_tribunal,

    raw_rows.assessment_outcome_date,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join current_loads
    on
        raw_rows.la_code = current_loads.la_code
        and raw_rows._load_id = current_loads.load_id
