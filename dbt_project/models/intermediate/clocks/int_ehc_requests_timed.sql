{{ config(materialized='table') }}

with requests as (

    select * from {{ ref('int_ehc_requests_joined') }}

),

clocks as (

    select * from {{ ref('statutory_clocks') }}

),

statuses as (

    select
        *,
        case
            when request_outcome = 'W' or assessment_outcome = 'W' then 'withdrawn'
            when transfer_la is not null then 'transferred_in'
            when request_outcome = 'H' or assessment_outcome = 'H' then 'historical'
            when assessment_outcome = 'Y' and assessment_outcome_date is not null then 'issued'
            when assessment_outcome = 'N' then 'not_issued'
            -- Another authority ends the case only where this one has not ended it before.
            when exported_la is not null then 'exported'
            when
                request_outcome = 'N' and coalesce(assessment_outcome, 'N') not in ('Y', 'A')
                then 'refused'
            -- A plan exists without an issue date; no 20-week count includes it.
            when plan_key is not null then 'plan_without_issue_date'
            when assessment_outcome = 'Y' then 'agreed_not_issued'
            when assessment_outcome = 'A' or request_outcome = 'Y' then 'in_assessment'
            else 'awaiting_decision'
        end as status
    from requests

),

ends as (

    select
        *,
        -- A decision counts even if the request was withdrawn or exported later. The decision about
        -- a child who moved in was another authority's.
        case
            when request_outcome in ('Y', 'N') and status not in ('transferred_in', 'historical')
                then request_outcome_date
        end as decision_date,
        case when status = 'not_issued' then assessment_outcome_date end as not_to_issue_date,
        case when status = 'issued' then assessment_outcome_date end as final_plan_date,
        case
            when
                status in ('issued', 'agreed_not_issued', 'plan_without_issue_date')
                then agreed_date
        end as agreed_on,
        -- No clock of this authority runs for these.
        case when status not in ('transferred_in', 'historical') then received_date end
            as clock_start
    from statuses

),

day_counts as (

    select
        ends.*,
        decision.limit_days as decision_limit,
        not_to_issue.limit_days as not_to_issue_limit,
        final_plan.limit_days as final_plan_limit,
        {{ dbt.datediff('ends.clock_start', 'ends.decision_date', 'day') }} as decision_days,
        {{ dbt.datediff('ends.clock_start', 'ends.not_to_issue_date', 'day') }}
            as not_to_issue_days,
        {{ dbt.datediff('ends.clock_start', 'ends.final_plan_date', 'day') }} as final_plan_days
    from ends
    inner join clocks as decision
        on
            decision.clock = 'decision_6_weeks'
            and {{ clock_in_force('decision', 'ends.clock_start') }}
    inner join clocks as not_to_issue
        on
            not_to_issue.clock = 'not_to_issue_16_weeks'
            and {{ clock_in_force('not_to_issue', 'ends.clock_start') }}
    inner join clocks as final_plan
        on
            final_plan.clock = 'final_plan_20_weeks'
            and {{ clock_in_force('final_plan', 'ends.clock_start') }}

)

select
    *,
    {{ dbt.dateadd('day', 'decision_limit', 'clock_start') }} as decision_due_date,
    {{ dbt.dateadd('day', 'not_to_issue_limit', 'clock_start') }} as not_to_issue_due_date,
    {{ dbt.dateadd('day', 'final_plan_limit', 'clock_start') }} as final_plan_due_date,
    decision_days <= decision_limit as decision_in_time,
    not_to_issue_days <= not_to_issue_limit as not_to_issue_in_time,
    final_plan_days <= final_plan_limit as final_plan_in_time
from day_counts
