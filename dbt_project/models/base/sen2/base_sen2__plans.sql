with assessments as (

    {{ rows_of_sen2('sen2_assessment') }}

),

named_plans as (

    {{ rows_of_sen2('sen2_named_plan') }}

),

active_plans as (

    {{ rows_of_sen2('sen2_active_plans') }}

),

of_requests as (

    select
        named_plans.*,
        assessments.request_order,
        row_number() over (
            partition by
                named_plans.la_code, named_plans.return_id, assessments.request_order
            order by named_plans.start_date desc nulls last, named_plans.named_plan_order
        ) as of_request
    from named_plans
    inner join assessments
        on
            named_plans.la_code = assessments.la_code
            and named_plans.return_id = assessments.return_id
            and named_plans.assessment_order = assessments.assessment_order

),

transferred as (

    select
        la_code,
        return_id,
        request_order,
        max(transfer_la) as transfer_la
    from active_plans
    group by la_code, return_id, request_order

)

select
    cases.la_code,
    cases.plan_key,
    cases.person_key,
    cases.request_key,

    of_requests.plan_res,
    of_requests.plan_wbp,
    of_requests.dp,
    of_requests.cease_reason,
    transferred.transfer_la,

    of_requests.pb,
    of_requests.oa,

    of_requests.start_date,
    of_requests.cease_date,

    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,
    of_requests._load_id,
    of_requests._line

from of_requests
inner join {{ ref('base_sen2__cases') }} as cases on {{ of_case('of_requests') }}
left join transferred
    on
        of_requests.la_code = transferred.la_code
        and of_requests.return_id = transferred.return_id
        and of_requests.request_order = transferred.request_order
-- An extract must have the start date too. Those without one are a finding.
where cases.has_plan and of_requests.of_request = 1 and of_requests.start_date is not null
