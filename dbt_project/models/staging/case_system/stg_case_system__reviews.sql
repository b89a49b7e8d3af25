with history as (

    select * from {{ ref('hist_case_system__reviews') }}

),

-- Of authorities that send a SEN2 return and no extracts of their case system.
of_sen2 as (

    select * from {{ ref('base_sen2__reviews') }}

)

select
    la_code,
    review_key,
    plan_key,

    outcome as review_outcome,
    team,
    case_holder_key,

    phase_transfer as is_phase_transfer,

    meeting_date,
    decision_date,
    draft_date,
    final_date,
    phase_transfer_due_date,
    phase_transfer_final_date,

    _load_id,
    _line

from history
where {{ is_known() }}

union all

select
    la_code,
    review_key,
    plan_key,

    review_outcome,
    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,

    is_phase_transfer,

    meeting_date,
    decision_date,
    draft_date,
    cast(null as date) as final_date,
    phase_transfer_due_date,
    phase_transfer_final_date,

    _load_id,
    _line

from of_sen2
