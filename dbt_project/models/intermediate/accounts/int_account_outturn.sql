{{ config(materialized='table') }}

-- The forecast of each line of the outturn, split by account. Both run-rates and the budget are
-- sums over accounts, so each account has its own part. The pennies of rounding go to the account
-- with the largest remaining forecast.
with accounts as (

    select * from {{ ref('int_account_to_date') }}

),

forecast as (

    select
        *,
        forecast_method like '%corrected_profile' as is_by_profile,
        forecast_method like '%straight_line' as is_straight,
        forecast_from_gbp + committed_remaining_gbp + timing_remaining_gbp + run_rate_remaining_gbp
            as line_forecast_gbp
    from {{ ref('int_dsg_forecast') }}

),

extended as (

    select
        accounts.*,
        forecast.line_forecast_gbp,
        case
            when forecast.dsg_block is null then null
            when accounts.year_is_over or accounts.is_priced then coalesce(shares.remaining_gbp, 0)
            when forecast.is_by_profile
                then
                    accounts.year_before_outturn_gbp - accounts.year_before_to_date_gbp
                    + {{ money_ratio(
                        'accounts.forecast_from_gbp - accounts.year_before_to_date_gbp',
                        'cast((forecast.profile_outturn_gbp - forecast.profile_to_date_gbp) * 100'
                        ~ ' as hugeint)',
                        'cast(forecast.profile_outturn_gbp * 100 as hugeint)'
                    ) }}
            when forecast.is_straight
                then
                    {{ straight_line(
                        'accounts.forecast_from_gbp', 'forecast.forecast_from_period', '12'
                    ) }} - accounts.forecast_from_gbp
            when forecast.forecast_method = 'budget' and forecast.run_rate_remaining_gbp <> 0
                then accounts.budget_gbp - accounts.forecast_from_gbp
            else 0
        end as remaining_gbp,
        case
            when forecast.forecast_method = 'actual_to_date' then accounts.actual_to_date_gbp
            else accounts.forecast_from_gbp
        end as from_gbp
    from accounts
    left join forecast
        on
            accounts.la_code = forecast.la_code
            and accounts.financial_year = forecast.financial_year
            and accounts.financial_period = forecast.financial_period
            and accounts.outturn_line = forecast.dsg_block
    left join {{ ref('int_account_shares') }} as shares
        on
            accounts.la_code = shares.la_code
            and accounts.financial_year = shares.financial_year
            and accounts.financial_period = shares.financial_period
            and accounts.cost_centre = shares.cost_centre
            and accounts.subjective = shares.subjective

),

ranked as (

    select
        *,
        sum(from_gbp + remaining_gbp) over line as accounts_forecast_gbp,
        row_number() over (
            partition by la_code, financial_year, financial_period, outturn_line
            order by abs(remaining_gbp) desc, cost_centre, subjective
        ) as place
    from extended
    window line as (partition by la_code, financial_year, financial_period, outturn_line)

)

select
    la_code,
    financial_year,
    financial_period,
    cost_centre,
    subjective,
    account_name,
    dsg_block,
    outturn_line,
    spend_category,
    s251_line,
    budget_gbp,
    actual_to_date_gbp,
    case when place = 1 then line_forecast_gbp - accounts_forecast_gbp else 0 end as rounding_gbp,
    from_gbp + remaining_gbp
    + case when place = 1 then line_forecast_gbp - accounts_forecast_gbp else 0 end
        as forecast_outturn_gbp
from ranked
