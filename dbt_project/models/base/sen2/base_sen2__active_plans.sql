with active_plans as (

    {{ rows_of_sen2('sen2_active_plans') }}

),

requests as (

    select * from {{ ref('base_sen2__requests_ended') }}

),

plans as (

    select
        requests.*,
        cases.plan_key
    from {{ ref('base_sen2__cases') }} as cases
    inner join requests on {{ of_case('requests') }}
    where cases.has_plan

),

-- A plan that ceased is no longer active in its return: the return before has its needs and places.
found as (

    select
        plans.la_code,
        plans.plan_key,
        active_plans.return_id,
        active_plans.active_plan_order,
        active_plans.res,
        active_plans.wbp,
        row_number() over (
            partition by plans.la_code, plans.plan_key
            order by requests.reference_date desc, active_plans.active_plan_order
        ) as latest_first,
        row_number() over (
            partition by plans.la_code, active_plans.return_id, active_plans.active_plan_order
            order by plans.reference_date, plans.plan_key
        ) as of_active_plan
    from plans
    inner join requests
        on
            plans.la_code = requests.la_code
            and plans.person_key = requests.person_key
            and (
                (
                    plans.return_id = requests.return_id
                    and plans.request_order = requests.request_order
                )
                or (
                    plans.start_date = requests.start_date
                    and plans.reference_date > requests.reference_date
                )
            )
    inner join active_plans
        on
            requests.la_code = active_plans.la_code
            and requests.return_id = active_plans.return_id
            and requests.request_order = active_plans.request_order

)

select
    la_code,
    plan_key,
    return_id,
    active_plan_order,
    res,
    wbp
from found
where latest_first = 1 and of_active_plan = 1
