with closes as (

    select * from {{ ref('int_closes_as_at') }}

),

outturn as (

    select * from {{ ref('stg_closes__outturn') }}

),

closed as (

    select
        closes.*,
        outturn.dsg_block,
        outturn.budget_gbp as closed_budget_gbp,
        outturn.actual_to_date_gbp as closed_actual_gbp,
        outturn.forecast_outturn_gbp as closed_forecast_gbp,
        outturn.variance_gbp as closed_variance_gbp
    from closes
    inner join outturn
        on
            closes.la_code = outturn.la_code
            and closes.financial_year = outturn.financial_year
            and closes.financial_period = outturn.financial_period
            and closes.close_version = outturn.close_version

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(close_version as integer) as close_version,
    cast(dsg_block as varchar) as dsg_block,
    cast(dsg_block = 'total' as boolean) as is_total,
    cast(is_current as boolean) as is_current,
    cast(closed_at as date) as closed_at,
    cast(closed_by as varchar) as closed_by,
    cast(reopened_at as date) as reopened_at,
    cast(reopened_by as varchar) as reopened_by,
    cast(reopened_reason as varchar) as reopened_reason,
    cast(closed_budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(closed_actual_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(closed_forecast_gbp as decimal(18, 2)) as forecast_outturn_gbp,
    cast(closed_variance_gbp as decimal(18, 2)) as variance_gbp,
    cast(closed_actual_gbp - lag(closed_actual_gbp) over versions as decimal(18, 2))
        as actual_change_gbp,
    cast(closed_forecast_gbp - lag(closed_forecast_gbp) over versions as decimal(18, 2))
        as forecast_change_gbp,
    {{ reporting_date() }} as as_at
from closed
window versions as (
    partition by la_code, financial_year, financial_period, dsg_block order by close_version
)
