-- The last annual review of each active plan.
with active_plans as (

    {{ rows_of_sen2('sen2_active_plans') }}

)

select
    la_code,
    {{ sen2_key('review', 'active_plan_order') }} as review_key,
    {{ sen2_key('plan', 'request_order') }} as plan_key,

    review_outcome as outcome,

    coalesce(phase_transfer_due_date, phase_transfer_final_date) is not null
        as phase_transfer,

    review_meeting_date as meeting_date,
    last_review_date as decision_date,
    review_draft_date as draft_date,
    phase_transfer_due_date,
    phase_transfer_final_date,

    cast(null as date) as final_date,
    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,
    _load_id,
    _line

from active_plans
where
    coalesce(
        review_meeting_date, last_review_date, review_draft_date, phase_transfer_due_date,
        phase_transfer_final_date
    ) is not null
