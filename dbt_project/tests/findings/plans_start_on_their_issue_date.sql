-- A returned row is an authority of which most plans begin some days or weeks after the day on
-- which its assessments state that they were issued. That day is probably the one of the decision
-- to issue, so that the 20-week rate is far too high. To do: ask the sender for the day on which
-- the final plan was sent (SEN2 item 3.2), and correct the header of assessment_outcome_date.
with issued as (

    select
        la_code,
        {{ dbt.datediff('final_plan_date', 'plan_start_date', 'day') }} as days_until_start
    from {{ ref('fct_ehc_requests') }}
    where
        status = 'issued'
        and plan_start_date is not null

),

counted as (

    select
        la_code,
        count(*) as plans,
        -- A later start is that of an amended plan.
        sum(
            case
                when days_until_start between 1 and {{ var('days_from_decision_to_plan') }} then 1
                else 0
            end
        ) as plans_later
    from issued
    group by la_code

)

select
    la_code,
    plans,
    plans_later
from counted
where
    plans_later >= {{ var('plans_that_show_a_wrong_date') }}
    and 2 * plans_later > plans
