with returns as (

    select * from {{ ref('base_sen2__returns') }}

),

person_keys as (

    select * from {{ ref('base_sen2__person_keys') }}

),

requests as (

    {{ rows_of_sen2('sen2_requests') }}

),

assessments as (

    {{ rows_of_sen2('sen2_assessment') }}

),

named_plans as (

    {{ rows_of_sen2('sen2_named_plan') }}

),

-- A request has at most one assessment, and that one plan.
outcomes as (

    select
        assessments.la_code,
        assessments.return_id,
        assessments.request_order,
        max(assessments.assessment_outcome) as assessment_outcome,
        max(assessments.assessment_outcome_date) as assessment_outcome_date,
        max(named_plans.start_date) as start_date,
        max(named_plans.cease_date) as cease_date
    from assessments
    left join named_plans
        on
            assessments.la_code = named_plans.la_code
            and assessments.return_id = named_plans.return_id
            and assessments.assessment_order = named_plans.assessment_order
    group by assessments.la_code, assessments.return_id, assessments.request_order

)

select
    requests.la_code,
    requests.return_id,
    requests.request_order,
    requests.received_date,
    requests.request_outcome,
    requests.request_outcome_date,
    person_keys.person_key,
    returns.reference_date,
    returns.calendar_year,
    returns.is_latest,
    outcomes.start_date,
    extract(year from outcomes.cease_date) as ceased_in,
    -- H of a request is a decision to assess of before the return's year (SEN2 2.5). What followed
    -- is of that year, unless the assessment has H too, or there is neither one nor a move.
    requests.request_outcome = 'H'
    and coalesce(
        outcomes.assessment_outcome, case when requests.exported_la is null then 'H' end, 'Y'
    ) <> 'H' as is_decided_before,
    -- Null while the request is open, and where it ended before the return's year. A withdrawal and
    -- a move to another authority have no date: they are of that year.
    case
        when
            coalesce(
                outcomes.assessment_outcome,
                case when requests.exported_la is null then requests.request_outcome end
            ) = 'H'
            then null
        when 'W' in (requests.request_outcome, outcomes.assessment_outcome)
            then returns.calendar_year
        when outcomes.assessment_outcome_date is not null
            then extract(year from outcomes.assessment_outcome_date)
        when requests.exported_la is not null then returns.calendar_year
        when requests.request_outcome = 'N' and outcomes.assessment_outcome is null
            then extract(year from requests.request_outcome_date)
    end as ended_in
from requests
inner join returns
    on requests.la_code = returns.la_code and requests.return_id = returns.return_id
inner join person_keys
    on
        requests.la_code = person_keys.la_code
        and requests.return_id = person_keys.return_id
        and requests.person_order = person_keys.person_order
left join outcomes
    on
        requests.la_code = outcomes.la_code
        and requests.return_id = outcomes.return_id
        and requests.request_order = outcomes.request_order
