with budgets as (

    select * from {{ ref('stg_finance_ledger__budgets') }}

),

versions as (

    select
        la_code,
        financial_year,
        version,
        row_number() over (
            partition by la_code, financial_year
            order by case when version = 'latest' then 0 else 1 end, version desc
        ) as preference
    from budgets
    group by la_code, financial_year, version

)

select
    budgets.la_code,
    budgets.financial_year,
    budgets.cost_centre,
    budgets.subjective,
    budgets.version,
    budgets.amount_gbp
from budgets
inner join versions
    on
        budgets.la_code = versions.la_code
        and budgets.financial_year = versions.financial_year
        and budgets.version = versions.version
        and versions.preference = 1
