with shares as (

    select * from {{ ref('int_sen_shares_published') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(academic_year as varchar) as academic_year,
    cast(phase as varchar) as phase,
    cast(sen_support_pct as decimal(9, 1)) as sen_support_pct,
    cast(neighbours_sen_support_pct as decimal(9, 1)) as neighbours_sen_support_pct,
    cast(region_sen_support_pct as decimal(9, 1)) as region_sen_support_pct,
    cast(england_sen_support_pct as decimal(9, 1)) as england_sen_support_pct,
    cast(ehc_plans_pct as decimal(9, 1)) as ehc_plans_pct,
    cast(neighbours_ehc_plans_pct as decimal(9, 1)) as neighbours_ehc_plans_pct,
    cast(region_ehc_plans_pct as decimal(9, 1)) as region_ehc_plans_pct,
    cast(england_ehc_plans_pct as decimal(9, 1)) as england_ehc_plans_pct,
    {{ reporting_date() }} as as_at
from shares
