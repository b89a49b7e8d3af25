{{ config(materialized='table') }}

with forecast as (

    select * from {{ ref('int_dsg_forecast') }}

),

budgets as (

    select * from {{ ref('int_budgets_by_line') }}

),

lines as (

    select
        forecast.*,
        coalesce(budgets.budget_gbp, 0) as budget_gbp
    from forecast
    left join budgets
        on
            forecast.la_code = budgets.la_code
            and forecast.financial_year = budgets.financial_year
            and forecast.dsg_block = budgets.outturn_line

),

totalled as (

    select
        la_code,
        financial_year,
        financial_period,
        dsg_block,
        budget_gbp,
        actual_to_date_gbp,
        forecast_method,
        forecast_from_period,
        forecast_from_gbp,
        committed_remaining_gbp,
        timing_remaining_gbp,
        run_rate_from_gbp,
        run_rate_remaining_gbp,
        profile_financial_year,
        profile_to_date_gbp,
        profile_outturn_gbp
    from lines
    union all
    select
        la_code,
        financial_year,
        financial_period,
        'total' as dsg_block,
        sum(budget_gbp) as budget_gbp,
        sum(actual_to_date_gbp) as actual_to_date_gbp,
        'sum_of_lines' as forecast_method,
        max(forecast_from_period) as forecast_from_period,
        sum(forecast_from_gbp) as forecast_from_gbp,
        sum(committed_remaining_gbp) as committed_remaining_gbp,
        sum(timing_remaining_gbp) as timing_remaining_gbp,
        sum(run_rate_from_gbp) as run_rate_from_gbp,
        sum(run_rate_remaining_gbp) as run_rate_remaining_gbp,
        null as profile_financial_year,
        null as profile_to_date_gbp,
        null as profile_outturn_gbp
    from lines
    group by la_code, financial_year, financial_period

),

forecasted as (

    select
        *,
        forecast_from_gbp + committed_remaining_gbp + timing_remaining_gbp + run_rate_remaining_gbp
            as forecast_outturn_gbp
    from totalled

)

select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    cast(budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(actual_to_date_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(forecast_outturn_gbp as decimal(18, 2)) as forecast_outturn_gbp,
    cast(forecast_outturn_gbp - budget_gbp as decimal(18, 2)) as variance_gbp,
    forecast_method,
    forecast_from_period,
    cast(forecast_from_gbp as decimal(18, 2)) as forecast_from_gbp,
    cast(committed_remaining_gbp as decimal(18, 2)) as committed_remaining_gbp,
    cast(timing_remaining_gbp as decimal(18, 2)) as timing_remaining_gbp,
    cast(run_rate_from_gbp as decimal(18, 2)) as run_rate_from_gbp,
    cast(run_rate_remaining_gbp as decimal(18, 2)) as run_rate_remaining_gbp,
    profile_financial_year,
    cast(profile_to_date_gbp as decimal(18, 2)) as profile_to_date_gbp,
    cast(profile_outturn_gbp as decimal(18, 2)) as profile_outturn_gbp
from forecasted
