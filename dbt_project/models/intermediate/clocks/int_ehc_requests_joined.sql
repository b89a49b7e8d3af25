with requests as (

    select * from {{ ref('int_requests_as_at') }}

),

persons as (

    select * from {{ ref('stg_case_system__persons') }}

),

assessments as (

    select * from {{ ref('int_assessments_as_at') }}

),

-- A reissued plan has the request_key of the first one; the first is the plan issued from the
-- request.
first_plans as (

    select
        *,
        row_number() over (
            partition by la_code, request_key
            order by start_date nulls last, plan_key
        ) as plan_number
    from {{ ref('int_plans_primary_need') }}
    where request_key is not null

)

select
    requests.la_code,
    requests.request_key,
    requests.person_key,
    requests.request_source,
    requests.team,
    requests.case_holder_key,
    requests.received_date,
    requests.request_outcome,
    requests.request_outcome_date,
    requests.exported_la,

    assessments.assessment_outcome,
    assessments.assessment_outcome_date,
    assessments.agreed_date,
    coalesce(assessments.has_exception, false) as has_exception,

    first_plans.plan_key,
    first_plans.start_date as plan_start_date,
    first_plans.transfer_la,
    first_plans.primary_need,

    persons.birth_date

from requests
left join assessments
    on
        requests.la_code = assessments.la_code
        and requests.request_key = assessments.request_key
left join first_plans
    on
        requests.la_code = first_plans.la_code
        and requests.request_key = first_plans.request_key
        and first_plans.plan_number = 1
left join persons
    on
        requests.la_code = persons.la_code
        and requests.person_key = persons.person_key
