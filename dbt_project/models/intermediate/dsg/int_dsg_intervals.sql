{{ config(materialized='table') }}

-- How far each forecast may miss: the largest miss of its method in the same month or a later one
-- of the years before. A method that was not tried on a whole year takes the straight line's.
with forecasts as (

    select
        *,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        forecast_method like 'commitments_plus_%' as is_by_prices
    from {{ ref('int_dsg_forecast') }}
    where forecast_method <> 'actual_to_date'

),

tests as (

    select
        *,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        method like 'commitments_plus_%' as is_by_prices
    from {{ ref('int_forecast_backtest') }}
    where target_period = 12 and error_pct is not null

),

misses as (

    select
        forecasts.la_code,
        forecasts.financial_year,
        forecasts.financial_period,
        forecasts.dsg_block,
        tests.method as interval_method,
        max(abs(tests.error_pct)) as interval_pct,
        case
            when tests.method = forecasts.forecast_method then 1
            when tests.is_by_prices then 2
            else 3
        end as preference
    from forecasts
    inner join tests
        on
            forecasts.la_code = tests.la_code
            and forecasts.dsg_block = tests.dsg_block
            and forecasts.start_year > tests.start_year
            and forecasts.forecast_from_period <= tests.financial_period
            and (
                forecasts.forecast_method = tests.method
                or tests.method = 'straight_line'
                or (forecasts.is_by_prices and tests.is_by_prices)
            )
    group by
        forecasts.la_code,
        forecasts.financial_year,
        forecasts.financial_period,
        forecasts.dsg_block,
        forecasts.forecast_method,
        tests.method,
        tests.is_by_prices

),

ranked as (

    select
        *,
        row_number() over (
            partition by la_code, financial_year, financial_period, dsg_block
            order by preference, interval_method
        ) as place
    from misses

)

select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    interval_method,
    interval_pct
from ranked
where place = 1
