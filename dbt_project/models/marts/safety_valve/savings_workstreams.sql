with workstreams as (

    select * from {{ ref('int_savings_workstreams') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(workstream as varchar) as workstream,
    cast(financial_year as varchar) as financial_year,
    cast(as_at as date) as as_at,
    cast(schedule as varchar) as schedule,
    cast(target_gbp as decimal(18, 2)) as target_gbp,
    cast(delivered_gbp as decimal(18, 2)) as delivered_gbp,
    cast(forecast_gbp as decimal(18, 2)) as forecast_gbp,
    cast(delivered_pct as decimal(9, 1)) as delivered_pct,
    cast(forecast_pct as decimal(9, 1)) as forecast_pct,
    cast(rag as varchar) as rag,
    cast(reported_rag as varchar) as reported_rag,
    cast(owner_role as varchar) as owner_role,
    cast(progress as varchar) as progress,
    cast(next_steps as varchar) as next_steps,
    cast(target_to_date_gbp as decimal(18, 2)) as target_to_date_gbp,
    cast(savings_to_date_gbp as decimal(18, 2)) as savings_to_date_gbp,
    {{ reporting_date() }} as reported_at
from workstreams
