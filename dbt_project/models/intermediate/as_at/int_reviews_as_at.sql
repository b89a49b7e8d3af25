with reviews as (

    select * from {{ ref('stg_case_system__reviews') }}

)

select
    la_code,
    review_key,
    plan_key,

    {{ null_if_after_as_at('decision_date', 'review_outcome') }} as review_outcome,

    is_phase_transfer,

    {{ null_if_after_as_at('meeting_date') }} as meeting_date,
    {{ null_if_after_as_at('decision_date') }} as decision_date,
    {{ null_if_after_as_at('draft_date') }} as draft_date,
    {{ null_if_after_as_at('final_date') }} as final_date,
    -- A deadline is no event, so it is kept even where the meeting is later.
    phase_transfer_due_date,
    {{ null_if_after_as_at('phase_transfer_final_date') }} as phase_transfer_final_date

from reviews
where
    coalesce(meeting_date, draft_date, decision_date, final_date) <= {{ reporting_date() }}
    or phase_transfer_due_date <= {{ dbt.dateadd(
        'month', var('transfer_planned_within_months'), reporting_date()
    ) }}
