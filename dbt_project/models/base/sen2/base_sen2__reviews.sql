-- The last annual review of each active plan.
with active_plans as (

    {{ rows_of_sen2('sen2_active_plans') }}

)

select
    cases.la_code,
    {{ sen2_key('review', 'active_plans', 'active_plan_order') }} as review_key,
    cases.plan_key,

    active_plans.review_outcome as outcome,

    coalesce(active_plans.phase_transfer_due_date, active_plans.phase_transfer_final_date)
    is not null as phase_transfer,

    active_plans.review_meeting_date as meeting_date,
    active_plans.last_review_date as decision_date,
    active_plans.review_draft_date as draft_date,
    active_plans.phase_transfer_due_date,
    active_plans.phase_transfer_final_date,

    cast(null as date) as final_date,
    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,
    active_plans._load_id,
    active_plans._line

from active_plans
inner join {{ ref('base_sen2__cases') }} as cases on {{ of_case('active_plans') }}
where
    cases.has_plan
    and coalesce(
        active_plans.review_meeting_date, active_plans.last_review_date,
        active_plans.review_draft_date, active_plans.phase_transfer_due_date,
        active_plans.phase_transfer_final_date
    ) is not null
