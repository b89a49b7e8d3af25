select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(dsg_block as varchar) as dsg_block,
    cast(method as varchar) as method,
    cast(target_period as integer) as target_period,
    cast(actual_to_date_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(forecast_gbp as decimal(18, 2)) as forecast_gbp,
    cast(outturn_gbp as decimal(18, 2)) as outturn_gbp,
    cast(error_gbp as decimal(18, 2)) as error_gbp,
    cast(error_pct as decimal(18, 1)) as error_pct,
    cast(profile_financial_year as varchar) as profile_financial_year,
    {{ reporting_date() }} as as_at
from {{ ref('int_forecast_backtest') }}
