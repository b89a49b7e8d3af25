with plans as (

    select * from {{ ref('int_plans_as_at') }}

),

needs as (

    select * from {{ ref('stg_case_system__needs') }}

)

select
    plans.la_code,
    plans.plan_key,
    plans.request_key,
    plans.start_date,
    plans.transfer_la,
    needs.sen_type as primary_need
from plans
left join needs
    on
        plans.la_code = needs.la_code
        and plans.plan_key = needs.plan_key
        and needs.sen_type_rank = 1
