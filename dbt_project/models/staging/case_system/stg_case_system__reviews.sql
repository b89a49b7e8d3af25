with history as (

    select * from {{ ref('hist_case_system__reviews') }}

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
