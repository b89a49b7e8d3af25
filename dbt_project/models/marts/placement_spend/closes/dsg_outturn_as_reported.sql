with closes as (

    select * from {{ ref('int_closes_as_at') }}
    where is_current

),

reported as (

    select
        outturn.*,
        closes.closed_at
    from {{ ref('stg_closes__outturn') }} as outturn
    inner join closes
        on
            outturn.la_code = closes.la_code
            and outturn.financial_year = closes.financial_year
            and outturn.financial_period = closes.financial_period
            and outturn.close_version = closes.close_version

),

known as (

    select * from {{ ref('int_dsg_outturn') }}

),

effects as (

    select * from {{ ref('int_closed_line_effects') }}

)

select
    cast(reported.la_code as varchar) as la_code,
    cast(reported.financial_year as varchar) as financial_year,
    cast(reported.financial_period as integer) as financial_period,
    cast(reported.dsg_block as varchar) as dsg_block,
    cast(reported.dsg_block = 'total' as boolean) as is_total,
    cast(reported.close_version as integer) as close_version,
    cast(reported.closed_at as date) as closed_at,

    cast(reported.actual_to_date_gbp as decimal(18, 2)) as reported_actual_to_date_gbp,
    cast(coalesce(known.actual_to_date_gbp, 0) as decimal(18, 2)) as actual_to_date_gbp,
    cast(
        coalesce(known.actual_to_date_gbp, 0) - reported.actual_to_date_gbp as decimal(18, 2)
    ) as difference_gbp,
    cast(coalesce(effects.prior_period_adjustment_gbp, 0) as decimal(18, 2))
        as prior_period_adjustment_gbp,
    cast(coalesce(effects.remapping_gbp, 0) as decimal(18, 2)) as remapping_gbp,

    cast(reported.budget_gbp as decimal(18, 2)) as reported_budget_gbp,
    cast(known.budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(reported.forecast_outturn_gbp as decimal(18, 2)) as reported_forecast_outturn_gbp,
    cast(known.forecast_outturn_gbp as decimal(18, 2)) as forecast_outturn_gbp,
    cast(reported.variance_gbp as decimal(18, 2)) as reported_variance_gbp,
    cast(known.variance_gbp as decimal(18, 2)) as variance_gbp,
    {{ reporting_date() }} as as_at
from reported
left join known
    on
        reported.la_code = known.la_code
        and reported.financial_year = known.financial_year
        and reported.financial_period = known.financial_period
        and reported.dsg_block = known.dsg_block
left join effects
    on
        reported.la_code = effects.la_code
        and reported.financial_year = effects.financial_year
        and reported.financial_period = effects.financial_period
        and reported.close_version = effects.close_version
        and reported.dsg_block = effects.dsg_block
