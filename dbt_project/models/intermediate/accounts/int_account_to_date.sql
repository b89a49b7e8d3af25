-- Each account at the end of each period: what is posted, and what its line's forecast starts from.
with lines as (

    select * from {{ ref('int_dsg_actuals_to_date') }}

),

periods as (

    select distinct
        la_code,
        financial_year,
        financial_period,
        forecast_from_period,
        year_is_over
    from lines

),

months as (

    select * from {{ ref('int_account_months') }}

)

select
    accounts.la_code,
    accounts.financial_year,
    periods.financial_period,
    accounts.cost_centre,
    accounts.subjective,
    periods.forecast_from_period,
    periods.year_is_over,
    accounts.is_priced,
    max(accounts.account_name) as account_name,
    max(accounts.dsg_block) as dsg_block,
    max(accounts.outturn_line) as outturn_line,
    max(accounts.spend_category) as spend_category,
    max(accounts.s251_line) as s251_line,
    max(accounts.budget_gbp) as budget_gbp,
    coalesce(sum(
        case when months.financial_period <= periods.financial_period then months.amount_gbp end
    ), 0) as actual_to_date_gbp,
    coalesce(sum(
        case
            when months.financial_period <= periods.forecast_from_period then months.amount_gbp
        end
    ), 0) as forecast_from_gbp,
    coalesce(sum(
        case
            when months.financial_period <= periods.forecast_from_period
                then months.year_before_gbp
        end
    ), 0) as year_before_to_date_gbp,
    coalesce(sum(months.year_before_gbp), 0) as year_before_outturn_gbp
from {{ ref('int_account_years') }} as accounts
inner join periods
    on accounts.la_code = periods.la_code and accounts.financial_year = periods.financial_year
left join months
    on
        accounts.la_code = months.la_code
        and accounts.financial_year = months.financial_year
        and accounts.cost_centre = months.cost_centre
        and accounts.subjective = months.subjective
group by
    accounts.la_code,
    accounts.financial_year,
    periods.financial_period,
    accounts.cost_centre,
    accounts.subjective,
    periods.forecast_from_period,
    periods.year_is_over,
    accounts.is_priced
