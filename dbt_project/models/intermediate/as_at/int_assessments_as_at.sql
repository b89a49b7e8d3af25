with assessments as (

    select * from {{ ref('stg_case_system__assessments') }}

),

requests as (

    select * from {{ ref('int_requests_as_at') }}

),

history as (

    select * from {{ ref('hist_case_system__assessments') }}

),

said_on_as_at as (

    select
        la_code,
        request_key,
        assessment_outcome
    from history
    where {{ is_known(reporting_date()) }}

),

-- The return has no day on which a plan was agreed, only the day of issue: it is the first night
-- on which the system said so.
first_said as (

    select
        la_code,
        request_key,
        min(valid_from) as first_night
    from history
    where assessment_outcome = 'Y' and valid_from <= {{ known_on() }}
    group by la_code, request_key

),

dated as (

    select
        assessments.*,
        said_on_as_at.assessment_outcome as outcome_then,
        requests.request_outcome,
        requests.is_undecided_yet,
        least(first_said.first_night, assessments.assessment_outcome_date) as agreed_on,
        {{ lies_ahead('assessments.assessment_outcome_date') }} as is_open_yet
    from assessments
    inner join requests
        on
            assessments.la_code = requests.la_code
            and assessments.request_key = requests.request_key
    left join said_on_as_at
        on
            assessments.la_code = said_on_as_at.la_code
            and assessments.request_key = said_on_as_at.request_key
    left join first_said
        on
            assessments.la_code = first_said.la_code
            and assessments.request_key = first_said.request_key

),

settled as (

    select
        *,
        case
            when assessment_outcome = 'Y' and {{ lies_ahead('agreed_on') }} then 'A'
            when assessment_outcome = 'Y' then 'Y'
            when is_open_yet then 'A'
            when assessment_outcome = 'W' and assessment_outcome_date is null
                then coalesce(outcome_then, 'W')
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
    {{ once_happened('assessment_outcome_date') }} as assessment_outcome_date

from settled
-- Before the decision to assess there is no assessment; a refusal stands until one has come of it.
where not is_undecided_yet and not (request_outcome = 'N' and is_open_yet)
