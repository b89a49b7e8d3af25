with reviews as (

    select * from {{ ref('int_reviews_as_at') }}
    where meeting_date is not null

),

plans as (

    select * from {{ ref('int_plans_as_at') }}
    where cease_date is null

),

last_decisions as (

    select
        la_code,
        plan_key,
        max(decision_date) as decision_date
    from {{ ref('int_reviews_as_at') }}
    group by la_code, plan_key

),

pending as (

    select
        reviews.la_code,
        reviews.review_key,
        reviews.plan_key,
        reviews.meeting_date,
        case
            when reviews.decision_date is null then 'review_decision_4_weeks'
            else 'amended_plan_12_weeks'
        end as clock,
        case
            when reviews.decision_date is null then 'decision_awaited'
            else 'amended_plan_awaited'
        end as stage,
        plans.team,
        plans.case_holder_key
    from reviews
    inner join plans on reviews.la_code = plans.la_code and reviews.plan_key = plans.plan_key
    left join last_decisions
        on
            reviews.la_code = last_decisions.la_code
            and reviews.plan_key = last_decisions.plan_key
    left join {{ ref('base_sen2__returns') }} as returns
        on reviews.la_code = returns.la_code and returns.is_latest
    where
        (
            reviews.decision_date is null
            and (
                last_decisions.decision_date is null
                or reviews.meeting_date > last_decisions.decision_date
            )
        )
        or (
            reviews.decision_date = last_decisions.decision_date
            and reviews.review_outcome = 'A'
            and reviews.final_date is null
            -- A SEN2 return does not have the day of the amended plan.
            and returns.la_code is null
        )

)

select
    pending.la_code,
    pending.review_key,
    pending.plan_key,
    pending.clock,
    pending.stage,
    pending.team,
    pending.case_holder_key,
    cast({{ dbt.dateadd('day', 'clocks.limit_days', 'pending.meeting_date') }} as date) as due_date
from pending
inner join {{ ref('statutory_clocks') }} as clocks
    on
        pending.clock = clocks.clock
        and {{ clock_in_force('clocks', 'pending.meeting_date') }}
