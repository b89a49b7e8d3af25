-- A returned row is a line of the outturn that its accounts do not sum to, or whose rounding is
-- more than a penny for each account.
with accounts as (

    select
        la_code,
        financial_year,
        financial_period,
        outturn_line,
        sum(budget_gbp) as budget_gbp,
        sum(actual_to_date_gbp) as actual_to_date_gbp,
        sum(forecast_outturn_gbp) as forecast_outturn_gbp
    from {{ ref('account_outturn') }}
    group by la_code, financial_year, financial_period, outturn_line

),

roundings as (

    select
        la_code,
        financial_year,
        financial_period,
        outturn_line,
        sum(abs(rounding_gbp)) as rounding_gbp,
        count(*) as accounts
    from {{ ref('int_account_outturn') }}
    group by la_code, financial_year, financial_period, outturn_line

)

select
    outturn.la_code,
    outturn.financial_year,
    outturn.financial_period,
    outturn.dsg_block
from {{ ref('dsg_outturn') }} as outturn
left join accounts
    on
        outturn.la_code = accounts.la_code
        and outturn.financial_year = accounts.financial_year
        and outturn.financial_period = accounts.financial_period
        and outturn.dsg_block = accounts.outturn_line
left join roundings
    on
        outturn.la_code = roundings.la_code
        and outturn.financial_year = roundings.financial_year
        and outturn.financial_period = roundings.financial_period
        and outturn.dsg_block = roundings.outturn_line
where
    outturn.dsg_block <> 'total'
    and (
        outturn.budget_gbp <> coalesce(accounts.budget_gbp, 0)
        or outturn.actual_to_date_gbp <> coalesce(accounts.actual_to_date_gbp, 0)
        or outturn.forecast_outturn_gbp <> coalesce(accounts.forecast_outturn_gbp, 0)
        or coalesce(roundings.rounding_gbp, 0) > 0.01 * coalesce(roundings.accounts, 0)
    )
