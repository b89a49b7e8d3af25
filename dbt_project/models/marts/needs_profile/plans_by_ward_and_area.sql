with plans as (

    select * from {{ ref('int_plans_by_ward') }}

),

wards as (

    select * from {{ ref('stg_geography__wards') }}

)

select
    cast(plans.la_code as varchar) as la_code,
    {{ reporting_date() }} as as_at,
    cast(plans.ward_code as varchar) as ward_code,
    cast(max(wards.ward_name) as varchar) as ward_name,
    cast(sum(plans.plans) as bigint) as plans,
    cast(sum(case when plans.placed_in = 'in_area' then plans.plans else 0 end) as bigint)
        as placed_in_area,
    cast(sum(case when plans.placed_in = 'out_of_area' then plans.plans else 0 end) as bigint)
        as placed_out_of_area,
    cast(sum(case when plans.placed_in = 'not_known' then plans.plans else 0 end) as bigint)
        as area_not_known,
    cast(sum(case when plans.placed_in = 'not_placed' then plans.plans else 0 end) as bigint)
        as not_placed
from plans
left join wards on plans.la_code = wards.la_code and plans.ward_code = wards.ward_code
group by plans.la_code, plans.ward_code
