with transactions as (

    select * from {{ ref('int_transactions_as_at') }}

),

accounts as (

    select * from {{ ref('int_chart_of_accounts') }}

)

select
    transactions.*,
    accounts.dsg_block,
    accounts.spend_category,
    accounts.s251_line,
    accounts.outturn_line
from transactions
left join accounts
    on
        transactions.la_code = accounts.la_code
        and transactions.cost_centre = accounts.cost_centre
        and transactions.subjective = accounts.subjective
