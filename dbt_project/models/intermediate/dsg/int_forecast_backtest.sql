{{ config(materialized='table') }}

with pairs as (

    select * from {{ ref('int_forecast_pairs') }}

),

forecasts as (

    select
        *,
        'straight_line' as method,
        {{ straight_line('actual_to_date_gbp', 'financial_period', 'target_period') }}
            as forecast_gbp
    from pairs
    union all
    select
        *,
        'seasonal_profile' as method,
        {{ seasonal_profile('actual_to_date_gbp', 'profile_to_date_gbp', 'profile_outturn_gbp') }}
            as forecast_gbp
    from pairs
    where {{ has_profile('profile_to_date_gbp', 'profile_outturn_gbp') }}
    union all
    select
        *,
        'corrected_profile' as method,
        {{ corrected_profile('actual_to_date_gbp', 'profile_to_date_gbp', 'profile_outturn_gbp') }}
            as forecast_gbp
    from pairs
    where {{ has_profile('profile_to_date_gbp', 'profile_outturn_gbp') }}
    union all
    -- Prices and budgets are read as they are known now, and only a whole year is forecast by them.
    select
        pairs.*,
        known_now.forecast_method as method,
        known_now.forecast_from_gbp
        + known_now.committed_remaining_gbp
        + known_now.timing_remaining_gbp
        + known_now.run_rate_remaining_gbp as forecast_gbp
    from pairs
    inner join {{ ref('int_dsg_forecast') }} as known_now
        on
            pairs.la_code = known_now.la_code
            and pairs.financial_year = known_now.financial_year
            and pairs.financial_period = known_now.financial_period
            and pairs.dsg_block = known_now.dsg_block
            and (
                known_now.forecast_method = 'budget'
                or known_now.forecast_method like 'commitments_plus_%'
            )
    where pairs.target_period = 12

)

select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    method,
    target_period,
    actual_to_date_gbp,
    forecast_gbp,
    outturn_gbp,
    forecast_gbp - outturn_gbp as error_gbp,
    cast(
        {{ rate_pct('(forecast_gbp - outturn_gbp) * 100', 'abs(outturn_gbp) * 100') }}
        as decimal(18, 1)
    ) as error_pct,
    case
        when method not in ('straight_line', 'commitments_plus_straight_line', 'budget')
            then profile_financial_year
    end as profile_financial_year
from forecasts
