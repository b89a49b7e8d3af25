with outturn as (

    select * from {{ ref('int_dsg_outturn_ranges') }}

),

-- The outturn of the month before, as it was closed.
closed as (

    select
        closes.la_code,
        closes.financial_year,
        closes.financial_period + 1 as financial_period,
        closes.dsg_block,
        closes.forecast_outturn_gbp
    from {{ ref('stg_closes__outturn') }} as closes
    inner join {{ ref('int_closes_as_at') }} as decisions
        on
            closes.la_code = decisions.la_code
            and closes.financial_year = decisions.financial_year
            and closes.financial_period = decisions.financial_period
            and closes.close_version = decisions.close_version
            and decisions.is_current

)

select
    cast(outturn.la_code as varchar) as la_code,
    cast(outturn.financial_year as varchar) as financial_year,
    cast(outturn.financial_period as integer) as financial_period,
    cast(outturn.dsg_block as varchar) as dsg_block,
    cast(outturn.dsg_block = 'total' as boolean) as is_total,
    cast(outturn.budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(outturn.actual_to_date_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(outturn.forecast_outturn_gbp as decimal(18, 2)) as forecast_outturn_gbp,
    cast(outturn.variance_gbp as decimal(18, 2)) as variance_gbp,
    cast(outturn.forecast_method as varchar) as forecast_method,
    cast(outturn.forecast_from_period as integer) as forecast_from_period,
    cast(outturn.forecast_from_gbp as decimal(18, 2)) as forecast_from_gbp,
    cast(outturn.committed_remaining_gbp as decimal(18, 2)) as committed_remaining_gbp,
    cast(outturn.timing_remaining_gbp as decimal(18, 2)) as timing_remaining_gbp,
    cast(outturn.run_rate_from_gbp as decimal(18, 2)) as run_rate_from_gbp,
    cast(outturn.run_rate_remaining_gbp as decimal(18, 2)) as run_rate_remaining_gbp,
    cast(outturn.profile_financial_year as varchar) as profile_financial_year,
    cast(outturn.profile_to_date_gbp as decimal(18, 2)) as profile_to_date_gbp,
    cast(outturn.profile_outturn_gbp as decimal(18, 2)) as profile_outturn_gbp,
    cast(outturn.forecast_low_gbp as decimal(18, 2)) as forecast_low_gbp,
    cast(outturn.forecast_high_gbp as decimal(18, 2)) as forecast_high_gbp,
    cast(outturn.interval_pct as decimal(18, 1)) as interval_pct,
    cast(outturn.interval_method as varchar) as interval_method,
    cast(outturn.interval_tested as bigint) as interval_tested,
    cast(outturn.interval_held as bigint) as interval_held,
    cast(closed.forecast_outturn_gbp as decimal(18, 2)) as closed_forecast_gbp,
    cast(outturn.forecast_outturn_gbp - closed.forecast_outturn_gbp as decimal(18, 2))
        as forecast_movement_gbp,
    {{ reporting_date() }} as as_at
from outturn
left join closed
    on
        outturn.la_code = closed.la_code
        and outturn.financial_year = closed.financial_year
        and outturn.financial_period = closed.financial_period
        and outturn.dsg_block = closed.dsg_block
