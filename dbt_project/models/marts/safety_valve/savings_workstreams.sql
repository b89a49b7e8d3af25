with workstreams as (

    select * from {{ ref('stg_safety_valve__workstreams') }}
    where reported_on <= {{ reporting_date() }}

),

-- A year that is over has no forecast in the report: the delivered savings are its forecast.
whole_years as (

    select
        *,
        coalesce(
            forecast_gbp,
            case
                when
                    reported_on >= cast(
                        concat(cast(substr(financial_year, 1, 4) as integer) + 1, '-03-31') as date
                    )
                    then delivered_gbp
            end
        ) as whole_year_gbp
    from workstreams

),

rates as (

    select
        *,
        -- rate_pct takes whole numbers, so amounts are in pence.
        {{ rate_pct('delivered_gbp * 100', 'target_gbp * 100') }} as delivered_pct,
        {{ rate_pct('whole_year_gbp * 100', 'target_gbp * 100') }} as forecast_pct
    from whole_years

)

select
    cast(rates.la_code as varchar) as la_code,
    cast(rates.workstream as varchar) as workstream,
    cast(rates.financial_year as varchar) as financial_year,
    cast(rates.reported_on as date) as as_at,
    cast(rates.schedule as varchar) as schedule,
    cast(rates.target_gbp as decimal(18, 2)) as target_gbp,
    cast(rates.delivered_gbp as decimal(18, 2)) as delivered_gbp,
    cast(rates.forecast_gbp as decimal(18, 2)) as forecast_gbp,
    cast(rates.delivered_pct as decimal(9, 1)) as delivered_pct,
    cast(rates.forecast_pct as decimal(9, 1)) as forecast_pct,
    cast(thresholds.rag as varchar) as rag,
    cast(rates.reported_rag as varchar) as reported_rag
from rates
left join {{ ref('stg_settings__rag_limits') }} as thresholds
    on {{ is_rag_of('thresholds', 'savings_forecast', 'rates.forecast_pct') }}
