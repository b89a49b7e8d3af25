with accounts as (

    select * from {{ ref('int_account_outturn') }}

),

-- Each account as the close of the month before kept it; no row where that month is open, or where
-- its close kept no accounts.
closed as (

    select
        kept.la_code,
        kept.financial_year,
        kept.financial_period + 1 as financial_period,
        kept.cost_centre,
        kept.subjective,
        kept.forecast_outturn_gbp
    from {{ ref('stg_closes__accounts') }} as kept
    inner join {{ ref('int_closes_as_at') }} as closes
        on
            kept.la_code = closes.la_code
            and kept.financial_year = closes.financial_year
            and kept.financial_period = closes.financial_period
            and kept.close_version = closes.close_version
            and closes.is_current

)

select
    cast(accounts.la_code as varchar) as la_code,
    cast(accounts.financial_year as varchar) as financial_year,
    cast(accounts.financial_period as integer) as financial_period,
    cast(accounts.cost_centre as varchar) as cost_centre,
    cast(accounts.subjective as varchar) as subjective,
    cast(accounts.account_name as varchar) as account_name,
    cast(accounts.dsg_block as varchar) as dsg_block,
    cast(accounts.outturn_line as varchar) as outturn_line,
    cast(accounts.spend_category as varchar) as spend_category,
    cast(categories.category_label as varchar) as category_label,
    cast(accounts.s251_line as varchar) as s251_line,
    cast(lines.line_label as varchar) as s251_line_label,
    cast(accounts.budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(accounts.actual_to_date_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(accounts.forecast_outturn_gbp as decimal(18, 2)) as forecast_outturn_gbp,
    cast(accounts.forecast_outturn_gbp - accounts.budget_gbp as decimal(18, 2)) as variance_gbp,
    cast(closed.forecast_outturn_gbp as decimal(18, 2)) as closed_forecast_gbp,
    cast(accounts.forecast_outturn_gbp - closed.forecast_outturn_gbp as decimal(18, 2))
        as forecast_movement_gbp,
    {{ reporting_date() }} as as_at
from accounts
left join {{ ref('spend_categories') }} as categories
    on accounts.spend_category = categories.spend_category
left join {{ ref('section_251_lines') }} as lines on accounts.s251_line = lines.s251_line
left join closed
    on
        accounts.la_code = closed.la_code
        and accounts.financial_year = closed.financial_year
        and accounts.financial_period = closed.financial_period
        and accounts.cost_centre = closed.cost_centre
        and accounts.subjective = closed.subjective
