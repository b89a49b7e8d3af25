{{ config(meta={'columns_in_messages': ['plans']}) }}

-- A returned row is an authority whose SEN2 return stands for its case system and has active plans
-- without a named plan or its start date (SEN2 4.1): no table counts them. To do: have the return
-- corrected.
with active_plans as (

    {{ rows_of_sen2('sen2_active_plans') }}

)

select
    cases.la_code,
    count(*) as plans
from active_plans
inner join {{ ref('base_sen2__cases') }} as cases on {{ of_case('active_plans') }}
left join {{ ref('base_sen2__plans') }} as plans
    on
        cases.la_code = plans.la_code
        and cases.plan_key = plans.plan_key
where cases.has_plan and plans.plan_key is null
group by cases.la_code
