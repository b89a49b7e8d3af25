{{ config(meta={'columns_in_messages': ['plans']}) }}

-- A returned row is an authority whose SEN2 return stands for its case system and has active plans
-- without a named plan or its start date (SEN2 4.1): no table counts them. To do: have the return
-- corrected.
with active_plans as (

    {{ rows_of_sen2('sen2_active_plans') }}

),

keyed as (

    select
        la_code,
        {{ sen2_key('plan', 'request_order') }} as plan_key
    from active_plans

)

select
    keyed.la_code,
    count(*) as plans
from keyed
left join {{ ref('base_sen2__plans') }} as plans
    on
        keyed.la_code = plans.la_code
        and keyed.plan_key = plans.plan_key
where plans.plan_key is null
group by keyed.la_code
