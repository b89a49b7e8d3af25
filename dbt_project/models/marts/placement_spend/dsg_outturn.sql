with to_date as (

    select * from {{ ref('int_dsg_actuals_to_date') }}

),

budgets as (

    select
        budget_lines.la_code,
        budget_lines.financial_year,
        accounts.outturn_line,
        sum(budget_lines.amount_gbp) as budget_gbp
    from {{ ref('int_budgets_current') }} as budget_lines
    inner join {{ ref('int_chart_of_accounts') }} as accounts
        on
            budget_lines.la_code = accounts.la_code
            and budget_lines.cost_centre = accounts.cost_centre
            and budget_lines.subjective = accounts.subjective
    group by budget_lines.la_code, budget_lines.financial_year, accounts.outturn_line

),

forecast as (

    select
        to_date.*,
        coalesce(budgets.budget_gbp, 0) as budget_gbp,
        case
            when to_date.forecast_method = 'straight_line'
                then
                    {{ money_ratio(
                        'to_date.actual_to_date_gbp', '12', 'to_date.financial_period'
                    ) }}
            else to_date.actual_to_date_gbp
        end as forecast_outturn_gbp
    from to_date
    left join budgets
        on
            to_date.la_code = budgets.la_code
            and to_date.financial_year = budgets.financial_year
            and to_date.dsg_block = budgets.outturn_line

),

totalled as (

    select
        la_code,
        financial_year,
        financial_period,
        dsg_block,
        forecast_method,
        budget_gbp,
        actual_to_date_gbp,
        forecast_outturn_gbp
    from forecast
    union all
    select
        la_code,
        financial_year,
        financial_period,
        'total' as dsg_block,
        'sum_of_lines' as forecast_method,
        sum(budget_gbp) as budget_gbp,
        sum(actual_to_date_gbp) as actual_to_date_gbp,
        sum(forecast_outturn_gbp) as forecast_outturn_gbp
    from forecast
    group by la_code, financial_year, financial_period

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(dsg_block as varchar) as dsg_block,
    cast(budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(actual_to_date_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(forecast_outturn_gbp as decimal(18, 2)) as forecast_outturn_gbp,
    cast(forecast_outturn_gbp - budget_gbp as decimal(18, 2)) as variance_gbp,
    cast(forecast_method as varchar) as forecast_method
from totalled
