with assessments as (

    select * from {{ ref('stg_case_system__assessments') }}

),

requests as (

    select * from {{ ref('int_requests_as_at') }}

),

history as (

    select * from {{ ref('hist_case_system__assessments') }}

),

held_on_as_at as (

    select
        la_code,
        request_key,
        assessment_outcome
    from history
    where {{ is_known(reporting_date()) }}

),

retractable as (

    select
        la_code,
        request_key,
        assessment_outcome,
        valid_from,
        max(case when coalesce(assessment_outcome, 'A') <> 'Y' then valid_from end) over (
            partition by la_code, request_key
        ) as not_agreed_from
    from history
    where valid_from <= {{ known_on() }}

),

-- SEN2 has no date on which a plan was agreed, only the date of issue. The date of agreement is
-- that of the first extract with outcome Y after the last one with another outcome, or none: an
-- agreement before that was retracted. An extract without the row retracts nothing.
first_agreed as (

    select
        la_code,
        request_key,
        min(valid_from) as first_night
    from retractable
    where assessment_outcome = 'Y' and (not_agreed_from is null or valid_from > not_agreed_from)
    group by la_code, request_key

),

dated as (

    select
        assessments.*,
        held_on_as_at.assessment_outcome as outcome_on_as_at,
        requests.request_outcome,
        requests.is_decision_ahead,
        least(first_agreed.first_night, assessments.assessment_outcome_date) as agreed_on,
        {{ is_after_as_at('assessments.assessment_outcome_date') }} as is_outcome_ahead
    from assessments
    inner join requests
        on
            assessments.la_code = requests.la_code
            and assessments.request_key = requests.request_key
    left join held_on_as_at
        on
            assessments.la_code = held_on_as_at.la_code
            and assessments.request_key = held_on_as_at.request_key
    left join first_agreed
        on
            assessments.la_code = first_agreed.la_code
            and assessments.request_key = first_agreed.request_key

),

rolled_back as (

    select
        *,
        case
            when assessment_outcome = 'Y' and {{ is_after_as_at('agreed_on') }} then 'A'
            when assessment_outcome = 'Y' then 'Y'
            when is_outcome_ahead then 'A'
            when assessment_outcome = 'W' and assessment_outcome_date is null
                then coalesce(outcome_on_as_at, 'W')
            else assessment_outcome
        end as outcome
    from dated

)

select
    la_code,
    request_key,

    outcome as assessment_outcome,

    case when outcome = 'A' and assessment_outcome <> 'A' then false else has_exception end
        as has_exception,

    case when outcome = 'Y' then agreed_on end as agreed_date,
    {{ null_if_after_as_at('assessment_outcome_date') }} as assessment_outcome_date

from rolled_back
-- Before the decision to assess there is no assessment. A refusal that was overturned remains until
-- the assessment has its outcome.
where not is_decision_ahead and not (request_outcome = 'N' and is_outcome_ahead)
