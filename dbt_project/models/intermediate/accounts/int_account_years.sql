-- The accounts of a financial year: posted to in it or in the year before, or budgeted. A category
-- that is forecast by prices and has no account gets a row of its own, so that no pound is lost.
with months as (

    select * from {{ ref('int_account_months') }}

),

budgets as (

    select * from {{ ref('int_budgets_current') }}

),

years as (

    select * from {{ ref('int_dsg_years') }}

),

used as (

    select
        la_code,
        financial_year,
        cost_centre,
        subjective
    from months
    union
    select
        budgets.la_code,
        budgets.financial_year,
        budgets.cost_centre,
        budgets.subjective
    from budgets
    inner join years
        on budgets.la_code = years.la_code and budgets.financial_year = years.financial_year

),

priced as (

    select
        la_code,
        financial_year,
        spend_category,
        'high_needs' as outturn_line
    from {{ ref('int_dsg_priced_categories') }}
    where is_used

),

accounts as (

    select
        used.la_code,
        used.financial_year,
        used.cost_centre,
        used.subjective,
        chart.account_name,
        chart.dsg_block,
        chart.outturn_line,
        chart.spend_category,
        chart.s251_line,
        coalesce(budgets.amount_gbp, 0) as budget_gbp,
        priced.la_code is not null as is_priced
    from used
    left join {{ ref('int_chart_of_accounts') }} as chart
        on
            used.la_code = chart.la_code
            and used.cost_centre = chart.cost_centre
            and used.subjective = chart.subjective
    left join budgets
        on
            used.la_code = budgets.la_code
            and used.financial_year = budgets.financial_year
            and used.cost_centre = budgets.cost_centre
            and used.subjective = budgets.subjective
    left join priced
        on
            used.la_code = priced.la_code
            and used.financial_year = priced.financial_year
            and chart.spend_category = priced.spend_category
            and chart.outturn_line = priced.outturn_line

)

select * from accounts
union all
select
    priced.la_code,
    priced.financial_year,
    'none' as cost_centre,
    priced.spend_category as subjective,
    'Prices of a category without an account' as account_name,
    'high_needs' as dsg_block,
    priced.outturn_line,
    priced.spend_category,
    null as s251_line,
    0 as budget_gbp,
    true as is_priced
from priced
inner join years
    on priced.la_code = years.la_code and priced.financial_year = years.financial_year
left join accounts
    on
        priced.la_code = accounts.la_code
        and priced.financial_year = accounts.financial_year
        and priced.spend_category = accounts.spend_category
        and accounts.is_priced
where accounts.la_code is null
