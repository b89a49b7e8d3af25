{{ config(materialized='table') }}

-- The interval of each forecast: the largest miss of its method in the years before, and more where
-- only one year was tried (variable interval_of_one_year_pct).
-- A run-rate takes the misses of the same month and later ones, because they shrink as a year goes
-- on. A forecast by prices takes those of any month, because they do not; all forecasts by prices
-- count as one method. A method that was not tried on a whole year takes the misses of the straight
-- line. Narrower intervals held too seldom (docs/decisions/0014).
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
        forecasts.forecast_method,
        coalesce(
            max(case when tests.method = forecasts.forecast_method then tests.method end),
            max(tests.method)
        ) as interval_method,
        max(abs(tests.error_pct)) as largest_pct,
        count(distinct tests.start_year) as years,
        case
            when tests.is_by_prices or tests.method = forecasts.forecast_method then 1
            else 2
        end as preference
    from forecasts
    inner join tests
        on
            forecasts.la_code = tests.la_code
            and forecasts.dsg_block = tests.dsg_block
            and forecasts.start_year > tests.start_year
            and (
                tests.is_by_prices or forecasts.forecast_from_period <= tests.financial_period
            )
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
        case
            when tests.is_by_prices or tests.method = forecasts.forecast_method then 1
            else 2
        end

),

ranked as (

    select
        *,
        row_number() over (
            partition by la_code, financial_year, financial_period, dsg_block order by preference
        ) as place
    from misses

)

select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    forecast_method,
    interval_method,
    cast(
        case
            when years = 1
                then
                    largest_pct
                    * cast({{ var('interval_of_one_year_pct') }} as decimal(5, 0)) * 0.01
            else largest_pct
        end as decimal(18, 1)
    ) as interval_pct
from ranked
where place = 1
