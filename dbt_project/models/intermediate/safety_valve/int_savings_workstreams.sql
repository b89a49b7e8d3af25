{{ config(materialized='table') }}

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
    rates.la_code,
    rates.workstream,
    rates.financial_year,
    rates.reported_on as as_at,
    rates.schedule,
    rates.target_gbp,
    rates.delivered_gbp,
    rates.forecast_gbp,
    rates.whole_year_gbp,
    rates.delivered_pct,
    rates.forecast_pct,
    thresholds.rag,
    rates.reported_rag,
    rates.owner_role,
    rates.progress,
    rates.next_steps,
    sum(rates.target_gbp) over (
        partition by rates.la_code, rates.workstream, rates.reported_on
        order by rates.financial_year
    ) as target_to_date_gbp,
    sum(rates.whole_year_gbp) over (
        partition by rates.la_code, rates.workstream, rates.reported_on
        order by rates.financial_year
    ) as savings_to_date_gbp
from rates
left join {{ ref('stg_settings__rag_limits') }} as thresholds
    on {{ is_rag_of('thresholds', 'savings_forecast', 'rates.forecast_pct') }}
