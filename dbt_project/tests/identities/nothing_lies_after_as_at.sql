-- A returned row is an event in the marts that lies after the reporting date.
select
    la_code,
    'clock' as found_in,
    counted_on as day
from {{ ref('int_ehc_clock_events') }}
where counted_on > {{ reporting_date() }}
union all
select
    la_code,
    'activity' as found_in,
    happened_on as day
from {{ ref('int_ehc_activity_events') }}
where happened_on > {{ reporting_date() }}
union all
select
    la_code,
    'request' as found_in,
    greatest(
        received_date, decision_date, not_to_issue_date, agreed_date, final_plan_date,
        plan_start_date
    ) as day
from {{ ref('fct_ehc_requests') }}
where
    received_date > {{ reporting_date() }}
    or decision_date > {{ reporting_date() }}
    or not_to_issue_date > {{ reporting_date() }}
    or agreed_date > {{ reporting_date() }}
    or final_plan_date > {{ reporting_date() }}
    or plan_start_date > {{ reporting_date() }}
