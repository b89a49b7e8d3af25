with outturn as (

    select * from {{ ref('int_dsg_outturn') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(dsg_block as varchar) as dsg_block,
    cast(budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(actual_to_date_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(forecast_outturn_gbp as decimal(18, 2)) as forecast_outturn_gbp,
    cast(variance_gbp as decimal(18, 2)) as variance_gbp,
    cast(forecast_method as varchar) as forecast_method,
    cast(forecast_from_period as integer) as forecast_from_period,
    cast(forecast_from_gbp as decimal(18, 2)) as forecast_from_gbp,
    cast(committed_remaining_gbp as decimal(18, 2)) as committed_remaining_gbp,
    cast(run_rate_from_gbp as decimal(18, 2)) as run_rate_from_gbp,
    cast(run_rate_remaining_gbp as decimal(18, 2)) as run_rate_remaining_gbp,
    cast(profile_financial_year as varchar) as profile_financial_year,
    cast(profile_to_date_gbp as decimal(18, 2)) as profile_to_date_gbp,
    cast(profile_outturn_gbp as decimal(18, 2)) as profile_outturn_gbp
from outturn
