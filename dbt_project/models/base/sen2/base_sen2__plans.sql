with requests as (

    {{ rows_of_sen2('sen2_requests') }}

),

assessments as (

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
            partition by named_plans.la_code, assessments.request_order
            order by named_plans.start_date desc nulls last, named_plans.named_plan_order
        ) as of_request
    from named_plans
    inner join assessments
        on
            named_plans.la_code = assessments.la_code
            and named_plans.assessment_order = assessments.assessment_order

),

transferred as (

    select
        la_code,
        request_order,
        max(transfer_la) as transfer_la
    from active_plans
    group by la_code, request_order

),

plans as (

    select
        of_requests.*,
        requests.person_order,
        transferred.transfer_la
    from of_requests
    inner join requests
        on
            of_requests.la_code = requests.la_code
            and of_requests.request_order = requests.request_order
    left join transferred
        on
            of_requests.la_code = transferred.la_code
            and of_requests.request_order = transferred.request_order
    -- An extract must have the start date too. Those without one are a finding.
    where of_requests.of_request = 1 and of_requests.start_date is not null

)

select
    la_code,
    {{ sen2_key('plan', 'request_order') }} as plan_key,
    {{ sen2_key('person', 'person_order') }} as person_key,
    {{ sen2_key('request', 'request_order') }} as request_key,

    plan_res,
    plan_wbp,
    dp,
    cease_reason,
    transfer_la,

    pb,
    oa,

    start_date,
    cease_date,

    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,
    _load_id,
    _line

from plans
