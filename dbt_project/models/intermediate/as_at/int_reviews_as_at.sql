with reviews as (

    select * from {{ ref('stg_case_system__reviews') }}

)

select
    la_code,
    review_key,
    plan_key,

    {{ once_happened('decision_date', 'review_outcome') }} as review_outcome,

    is_phase_transfer,

    {{ once_happened('meeting_date') }} as meeting_date,
    {{ once_happened('decision_date') }} as decision_date,
    {{ once_happened('draft_date') }} as draft_date,
    {{ once_happened('final_date') }} as final_date,
    -- A deadline is no event, so it is kept even where the meeting is later.
    phase_transfer_due_date,
    {{ once_happened('phase_transfer_final_date') }} as phase_transfer_final_date

from reviews
where
    coalesce(meeting_date, draft_date, decision_date, final_date) <= {{ reporting_date() }}
    or phase_transfer_due_date <= {{ reporting_date() }}
