with wards as (

    select * from {{ ref('stg_geography__wards') }}

),

counted as (

    select * from {{ ref('int_plans_by_ward_suppressed') }}

)

select
    cast(counted.la_code as varchar) as la_code,
    {{ reporting_date() }} as as_at,
    cast(counted.ward_code as varchar) as ward_code,
    cast(wards.ward_name as varchar) as ward_name,
    cast(counted.primary_need as varchar) as primary_need,
    cast(needs.need_label as varchar) as need_label,
    cast(counted.breakdown as varchar) as breakdown,
    cast(counted.breakdown <> 'cell' as boolean) as is_total,
    cast(counted.is_suppressed as boolean) as suppressed,
    cast(case when not counted.is_suppressed then counted.plans end as bigint) as plans
from counted
left join wards on counted.la_code = wards.la_code and counted.ward_code = wards.ward_code
left join {{ ref('sen_needs') }} as needs on counted.primary_need = needs.primary_need
